// Leads to the pages of a long list.
import { placeWith } from '../app/place.ts';
import { count } from '../words/en.ts';

interface PagerProps {
  /** 1, 2 and so on. */
  readonly page: number;
  readonly pageRows: number;
  readonly shown: number;
  readonly total: number;
}

export function Pager({ page, pageRows, shown, total }: PagerProps) {
  const first = (page - 1) * pageRows + 1;
  const link = (to: number, label: string, rel: 'prev' | 'next') => (
    <a href={placeWith({ page: to === 1 ? null : String(to) })} rel={rel}>
      {label}
    </a>
  );
  if (total <= pageRows && page === 1) return null;
  return (
    <nav class="pager" aria-label="Pages of the list">
      {page > 1 && link(page - 1, 'Previous', 'prev')}
      <span class="soft">
        {shown === 0
          ? `Nothing here; there are ${count(total)}`
          : `${count(first)} to ${count(first + shown - 1)} of ${count(total)}`}
      </span>
      {first + shown - 1 < total && shown > 0 && link(page + 1, 'Next', 'next')}
    </nav>
  );
}
