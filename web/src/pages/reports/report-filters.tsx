// The filters of reports: their list and type, and the days of the list of versions.
import { go, placeWith } from '../../app/place.ts';
import { textOf, useFormOfAddress } from '../../parts/form-of-address.ts';

interface ReportFiltersProps {
  readonly query: string;
  /** Whether days may be chosen. */
  readonly hasDate?: boolean;
}

export function ReportFilters({ query, hasDate = false }: ReportFiltersProps) {
  const form = useFormOfAddress(query);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const text = (name: string) => textOf(event, name);
    const date = hasDate ? { date: text('date') } : {};
    go(placeWith({ list: text('list'), type: text('type'), ...date, page: null }));
  };
  const field = (name: string, label: string, hint: string) => (
    <label>
      {label}
      <input
        name={name}
        type="search"
        placeholder={hint}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
      />
    </label>
  );
  return (
    <search>
      <form ref={form} class="filters" onSubmit={submit}>
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
