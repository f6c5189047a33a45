// The severity of a row, which its report has in a column.
import { SEVERITIES, type Severity } from '../domain/event-columns.js';
import { cellOf, type ReportedEvent } from './reported-event.js';

/** In whatever case the report writes it; undefined if the cell is empty or not a severity. */
export function rowSeverity(event: Pick<ReportedEvent, 'fields'>): Severity | undefined {
  const text = cellOf(event, 'severity').trim().toLowerCase();
  return SEVERITIES.find((severity) => severity === text);
}
