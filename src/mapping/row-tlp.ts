// The marking of a row with a level of the Traffic Light Protocol, which its report has in a column.
import { highestTlp, readTlp, TLP_COLUMN, type Tlp } from '../domain/tlp.js';
import { cellOf, publishedName, type ReportedEvent } from './reported-event.js';

/** Columns of one report are the same list in all of its events, so those that mark are found once. */
const MARKING = new WeakMap<readonly string[], readonly string[]>();

/** The level of a row; undefined without a marking. If several columns mark it, the most confidential level counts. */
export function rowTlp(event: Pick<ReportedEvent, 'columns' | 'fields'>): Tlp | undefined {
  const { columns } = event;
  const marking =
    MARKING.get(columns) ??
    columns.filter((column) => publishedName(column, columns).toLowerCase() === TLP_COLUMN);
  MARKING.set(columns, marking);
  return highestTlp(marking.map((column) => readTlp(cellOf(event, column))));
}
