// An event as mappings read it: the cells of a report by the names of their columns.

/** An event with the columns of its report; an output's message about an event is one if it carries the field `original`. */
export interface ReportedEvent {
  /** Public and stable: the same event has the same id in every store and after every replay. */
  readonly id: string;
  readonly type: string;
  /** Report date. */
  readonly date: string;
  /** The identifier of the report in which the event counts. */
  readonly list: string;
  /** The columns of its report, in their order; a repeated name is `tag#2`. */
  readonly columns: readonly string[];
  /** The cells by the names of their columns, as the report has them. Names come from reports: `__proto__` is an own property. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The text of a cell as the report has it; '' if the cell is empty or the report has no such column. */
export function cellOf({ fields }: Pick<ReportedEvent, 'fields'>, column: string): string {
  return Object.hasOwn(fields, column) ? String(fields[column] ?? '') : '';
}

/**
 * The name of a column in its report: Sundial reads a second `tag` as `tag#2`, and a column without a name as `column#3`.
 */
export function publishedName(column: string, columns: readonly string[]): string {
  const [, name, number] = /^(.+)#(\d+)$/.exec(column) ?? [];
  if (name === undefined) return column;
  if (name === 'column' && columns[Number(number) - 1] === column) return '';
  return columns.includes(name) ? name : column;
}

/** Events of one report share their list of columns, so its names are found once. */
const NAMES = new WeakMap<readonly string[], readonly string[]>();

/** {@link publishedName} of each column. */
export function publishedNames(columns: readonly string[]): readonly string[] {
  const known = NAMES.get(columns);
  if (known) return known;
  const names = columns.map((column) => publishedName(column, columns));
  NAMES.set(columns, names);
  return names;
}

/** The row by the names of its report. The last of several cells with one name counts, as in Python's csv.DictReader. */
export function rowOf(event: Pick<ReportedEvent, 'columns' | 'fields'>): Map<string, string> {
  const { columns } = event;
  const row = new Map<string, string>();
  for (const [at, name] of publishedNames(columns).entries()) row.set(name, cellOf(event, columns[at]!));
  return row;
}
