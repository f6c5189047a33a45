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
