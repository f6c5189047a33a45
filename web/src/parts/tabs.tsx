// Links to the views of one page, of which one is shown.
import { count } from '../words/en.ts';

export interface Tab {
  readonly title: string;
  readonly href: string;
  readonly isShown: boolean;
  readonly number?: number | undefined;
}

export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ title, href, isShown, number }) => (
        <a key={title} href={href} aria-current={isShown ? 'true' : undefined}>
          {title} {number !== undefined && <span class="number">{count(number)}</span>}
        </a>
      ))}
    </nav>
  );
}
