// The view of events that an address names, the request for it, and the command that shows the same.

export const SPLITS = ['type', 'severity', 'asn', 'geo', 'tag'] as const;
export type Split = (typeof SPLITS)[number];

/** The facets that are always shown. */
export const FACETS: readonly string[] = ['type', 'severity', 'asn', 'geo', 'tag', 'port'];

export interface View {
  readonly where: readonly string[];
  /** A day or a range; empty = all days. */
  readonly date: string;
  /** Empty = the newest first. */
  readonly sort: string;
  /** The columns; none = the usual ones. */
  readonly fields: readonly string[];
  /** Facets besides the usual ones. */
  readonly facets: readonly string[];
  /** By which the series is divided. */
  readonly by: Split;
  /** Whether the series has a logarithmic scale. */
  readonly isLog: boolean;
  /** The row that is shown as its report has it, as `REPORT:LINE`; empty = none. */
  readonly row: string;
}

/** Reads the parameters of an address; what is not known is as if it were not there. */
export function viewOf(query: string): View {
  const view = new URLSearchParams(query);
  const by = view.get('by') as Split;
  return {
    where: view.getAll('where'),
    date: view.get('date') ?? '',
    sort: view.get('sort') ?? '',
    fields: view.getAll('field'),
    facets: view.getAll('facet'),
    by: SPLITS.includes(by) ? by : 'type',
    isLog: view.get('scale') === 'log',
    row: view.get('row') ?? '',
  };
}

/** The address of a view, without what is as usual. */
export function addressOf({ where, date, sort, fields, facets, by, isLog, row }: View): string {
  const pairs = [
    ...all('where', where),
    ...all('date', date),
    ...all('sort', sort),
    ...all('field', fields),
    ...all('facet', facets),
    ...all('by', by === 'type' ? '' : by),
    ...all('scale', isLog ? 'log' : ''),
    ...all('row', row),
  ];
  const query = new URLSearchParams(pairs).toString();
  return query === '' ? '/explore' : `/explore?${query}`;
}

/** The parameters of the request for a view. @param cursor of the rows before; undefined = the first rows */
export function requestOf({ where, date, sort, fields, facets, by }: View, cursor?: string): string {
  const pairs = [
    ...all('where', where),
    ...all('date', date),
    ...all('sort', sort),
    ...all('field', fields),
    ...all('facet', [...new Set([...FACETS, ...facets])]),
    ...all('by', by),
    ...all('cursor', cursor ?? ''),
  ];
  return `?${new URLSearchParams(pairs)}`;
}

/** The command that prints the rows of a view. */
export function commandOf({ where, date, sort, fields }: View): string[] {
  return [
    ...['sundial', 'query'],
    ...where.flatMap((condition) => ['--where', condition]),
    ...(date === '' ? [] : [`--date=${date}`]),
    ...(sort === '' ? [] : ['--sort', sort]),
    ...(fields.length === 0 ? [] : ['--fields', fields.join(',')]),
  ];
}

/** A parameter with each of its values; none for an empty one. */
const all = (name: string, values: string | readonly string[]): [string, string][] =>
  (values === '' ? [] : [values].flat()).map((value) => [name, value]);
