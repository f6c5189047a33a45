// Reads the field raw of an IntelMQ event, so that tests compare its cells and not its quotes.
import { CsvReader } from '../../../records/index.js';

/** The header of a raw and its row, without empty cells at the end. */
export function cellsOfRaw(raw: unknown): string[][] {
  const reader = new CsvReader();
  reader.push(Buffer.from(String(raw), 'base64'));
  reader.finish();
  const records: string[][] = [];
  while (reader.next() === 'record') {
    reader.decode();
    const cells = Array.from({ length: reader.count }, (_, cell) => reader.text(cell));
    records.push(cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1));
  }
  return records;
}
