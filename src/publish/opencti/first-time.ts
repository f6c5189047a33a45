// Reads the time in the first row of a report's file, from which the existing connector derives the day of the report. The
// store gives events in another order.
import { asSundialError } from '../../domain/errors.js';
import { CsvReader } from '../../records/index.js';

/** The connector's column (external-import/shadowserver, utils.py). */
const COLUMN = 'timestamp';

/**
 * @param original the bytes of the CSV file
 * @returns the cell as it is written; '' if the file has no such column or no row, or is not kept any more
 * @throws SundialError `original-damaged`, `original-codec`
 */
export async function firstTime(original: AsyncIterable<Uint8Array>): Promise<string> {
  const reader = new CsvReader();
  let header: string[] | undefined;
  try {
    for await (const chunk of original) {
      reader.push(Buffer.from(chunk));
      for (let found = reader.next(); found !== 'more' && found !== 'end'; found = reader.next()) {
        if (found !== 'record') continue;
        const cells = cellsOf(reader);
        if (header) return cells[header.indexOf(COLUMN)] ?? '';
        header = cells;
      }
    }
  } catch (thrown) {
    if (asSundialError(thrown).code !== 'original-missing') throw thrown;
  }
  return '';
}

function cellsOf(reader: CsvReader): string[] {
  reader.decode();
  return Array.from({ length: reader.count }, (_, cell) => reader.text(cell));
}
