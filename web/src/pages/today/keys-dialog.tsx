// The sheet of all keys, and the switch for those that are single letters.
import { Dialog } from '../../parts/dialog.tsx';
import { areKeysOn, KEYS, switchKeys } from './keys.ts';

interface KeysDialogProps {
  readonly mayDecide: boolean;
  readonly close: () => void;
}

const SHOWN: Readonly<Record<string, string>> = {
  ...{ ArrowDown: '↓', ArrowUp: '↑', 'Shift+ArrowDown': 'Shift ↓', 'Shift+ArrowUp': 'Shift ↑' },
  ...{ J: 'Shift j', K: 'Shift k', Escape: 'Esc' },
};

export function KeysDialog({ mayDecide, close }: KeysDialogProps) {
  return (
    <Dialog title="Keys" close={close}>
      <p class="soft">They work while a finding of the list has the focus.</p>
      <dl class="keys">
        {KEYS.filter(({ reads }) => reads || mayDecide).map(({ keys, title }) => (
          <div key={title}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{SHOWN[key] ?? key}</kbd>
              ))}
            </dt>
            <dd>{title}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={areKeysOn.value}
          onChange={(event) => switchKeys(event.currentTarget.checked)}
        />{' '}
        Single letters do something
      </label>
    </Dialog>
  );
}
