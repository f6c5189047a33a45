// The keys of the inbox with what they do.
import { KEYS } from './keys.ts';

const SHOWN: Readonly<Record<string, string>> = {
  ...{ ArrowDown: '↓', ArrowUp: '↑', 'Shift+ArrowDown': 'Shift ↓', 'Shift+ArrowUp': 'Shift ↑' },
  ...{ J: 'Shift j', K: 'Shift k', Escape: 'Esc' },
};

export function KeyList({ mayDecide }: { readonly mayDecide: boolean }) {
  return (
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
  );
}
