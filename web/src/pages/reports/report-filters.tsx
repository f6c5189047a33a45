// The filters of reports: their list and type, and the days of the list of versions.
import { go, placeWith } from '../../app/place.ts';

interface ReportFiltersProps {
  readonly query: string;
  /** Whether days may be chosen. */
  readonly hasDate?: boolean;
}

export function ReportFilters({ query, hasDate = false }: ReportFiltersProps) {
  const view = new URLSearchParams(query);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(form.get(name) ?? '').trim() || null;
    const date = hasDate ? { date: text('date') } : {};
    go(placeWith({ list: text('list'), type: text('type'), ...date, page: null }));
  };
  const field = (name: string, label: string, hint: string) => (
    <label>
      {label}
      <input
        name={name}
        type="search"
        defaultValue={view.get(name) ?? ''}
        placeholder={hint}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
      />
    </label>
  );
  return (
    <search>
      <form class="filters" onSubmit={submit}>
        {field('list', 'List', 'all')}
        {field('type', 'Type', 'all; ntp, honeypot')}
        {hasDate && field('date', 'Date', '2026-01-01:2026-01-31, -3:now')}
        <button class="main" type="submit">
          Filter
        </button>
      </form>
    </search>
  );
}
