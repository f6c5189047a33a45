// The field `raw`: the report's header and the row as CSV, in the form in which IntelMQ recovers rows.
import { LIMITS } from '../../domain/limits.js';
import { cellOf, publishedNames, type ReportedEvent } from '../reported-event.js';

/**
 * Base64 of two lines of CSV with all cells in quotes, as IntelMQ's `recover_line_csv_dict` writes a row. Events do not say
 * which cells had quotes in the report. undefined for a row above the limit, whose cells are in the other fields.
 */
export function rawOf(event: ReportedEvent): string | undefined {
  const { columns } = event;
  const header = publishedNames(columns);
  const cells = columns.map((column) => cellOf(event, column));
  const length = [...header, ...cells].reduce((sum, cell) => sum + cell.length, 0);
  if (length > LIMITS.intelmqRawCharacters) return undefined;
  return Buffer.from(`${lineOf(header)}\n${lineOf(cells)}`).toString('base64');
}

const lineOf = (cells: readonly string[]) =>
  cells
    .map((cell) => `"${ODD.test(cell) ? cell.replaceAll('\0', '').replaceAll('"', '""') : cell}"`)
    .join(',');

/** The characters that a cell cannot have as they are. */
const ODD = /["\0]/;
