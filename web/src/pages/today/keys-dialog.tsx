// The sheet of all keys, and the switch for those that are single letters.
import { Dialog } from '../../parts/dialog.tsx';
import { KeyList } from './key-list.tsx';
import { areKeysOn, switchKeys } from './keys.ts';

interface KeysDialogProps {
  readonly mayDecide: boolean;
  readonly close: () => void;
}

export function KeysDialog({ mayDecide, close }: KeysDialogProps) {
  return (
    <Dialog title="Keys" close={close}>
      <p class="soft">They work while a finding of the list has the focus.</p>
      <KeyList mayDecide={mayDecide} />
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
