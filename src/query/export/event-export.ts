// Exports the events that match a query: defines the columns of a row, and the division into files.
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import type { RunOptions, ScopedFileWriter, ScopedStore } from '../../store/index.js';
import { DEFAULT_FIELDS, ORIGINAL } from '../answer/page.js';
import { Statement } from '../language/compile.js';
import type { Query } from '../language/query.js';
import { placesOf } from '../language/search-places.js';
import { shownSql } from '../language/values.js';
import type { Division, ExportBy, ExportColumn, ExportRows } from './export-rows.js';
import { type ExportAnswer, type ExportTarget, FileExport } from './file-export.js';
import { ALL, type ReportColumn, reportColumns } from './report-columns.js';

export interface EventExportOptions {
  readonly store: ScopedStore;
  readonly writer: ScopedFileWriter;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
}

export interface ExportRequest extends ExportTarget {
  readonly query: Query;
}

const DIVISIONS: Readonly<Record<ExportBy, Division>> = {
  date: { value: 'toString(e.report_date)', is: 'e.report_date = toDate(VALUE)' },
  // Country codes are case-insensitive, as in a query; some disks treat file names that differ only in case as the same.
  geo: { value: 'upper(toString(e.geo))', is: 'upper(toString(e.geo)) = VALUE' },
  type: { value: 'toString(e.report_type)', is: 'e.report_type = VALUE' },
  asn: { value: "if(e.asn = 0, '', toString(e.asn))", is: 'e.asn = toUInt32OrZero(VALUE)' },
};

/** Exports of one scope. */
export class EventExport {
  constructor(private readonly options: EventExportOptions) {}

  /** @throws SundialError those of {@link FileExport.write} */
  async write(request: ExportRequest, options: RunOptions = {}): Promise<ExportAnswer> {
    const { query, by } = request;
    refuseParts(query);
    const { store, writer, catalogue, clock } = this.options;
    const { events, statements } = store;
    const context = { events, facts: await events.facts(), catalogue, clock };
    const places = await placesOf(events, context, query, options);
    const statement = new Statement({ ...context, places }, query);
    const names = query.fields ?? DEFAULT_FIELDS;
    const own = await reportColumns(names, statement, store, options);
    const rows: ExportRows = {
      columns: columnsOf(names, own, statement),
      from: statement.source,
      values: statement.bindings.values,
      division: by && DIVISIONS[by],
    };
    const answer = await new FileExport(statements, writer, rows, request, options).write();
    return { ...answer, notes: [...statement.notes] };
  }
}

/**
 * The columns of the file. A report's own column keeps its name, or is called `original.NAME` if a field has that name.
 *
 * @throws SundialError `query-invalid`, `field-unknown`
 */
export function columnsOf(
  names: readonly string[],
  own: readonly ReportColumn[],
  statement: Statement,
): ExportColumn[] {
  const columns = new Map<string, ExportColumn>();
  const addOwn = (among: readonly ReportColumn[]) => {
    for (const { name } of among) {
      const title = columns.has(name) ? `${ORIGINAL}.${name}` : name;
      columns.set(title, { title, sql: shownSql(statement.column(name)), kind: 'text', isOwn: true });
    }
  };
  const addField = (title: string) => {
    const field = statement.field(title);
    const kind = field.kind === 'number' || field.kind === 'words' ? field.kind : 'text';
    columns.set(title, { title, sql: shownSql(field), kind });
  };
  for (const name of names) {
    if (name === ORIGINAL) addOwn(own);
    else if (name === ALL) {
      for (const field of statement.ownFields) addField(field);
      addOwn(own.filter(({ isRest }) => isRest));
    } else addField(name);
  }
  return [...columns.values()];
}

/** Refuses paging and similar keys of a saved query, because an export contains all matching events. */
export function refuseParts(query: Query): void {
  for (const place of ['facet', 'sort', 'limit', 'page', 'cursor'] as const)
    if (query[place] !== undefined)
      throw new SundialError('query-invalid', {
        place,
        problem: 'has no meaning in an export of all events',
      });
}
