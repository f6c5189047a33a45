// Writes rows as CSV with a header: values stay as they are, except that none of them is a formula to a spreadsheet.
import type { FeedField } from '../../query/index.js';
import { harmless, quoted } from '../../text/index.js';
import type { FieldValue } from '../messages.js';
import { columnsOf } from './columns.js';
import { type Lines, rowOf } from './row.js';

/** RFC 4180 with line feeds, as `sundial export` writes CSV. */
export async function* csvOf(lines: Lines, fields: readonly FeedField[]): AsyncGenerator<Buffer> {
  const columns = columnsOf(fields);
  yield Buffer.from(`${columns.map(({ name }) => cellOf(name)).join(',')}\n`);
  for await (const page of lines) {
    const records = page.map((line) => {
      const row = rowOf(line);
      return `${columns.map(({ value }) => cellOf(value(row))).join(',')}\n`;
    });
    yield Buffer.from(records.join(''));
  }
}

/** Words are one cell; a number cannot do harm. */
function cellOf(value: FieldValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return quoted(harmless(typeof value === 'string' ? value : value.join(';')));
}
