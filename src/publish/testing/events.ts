// Events as the engine hands them to outputs, made from fields or from a CSV report.
import { createHash } from 'node:crypto';
import { CsvReader } from '../../records/index.js';
import type { EventMessage } from '../messages.js';
import type { Slice } from '../output.js';

/** A signal that never comes. */
export const NEVER: AbortSignal = new AbortController().signal;

/** The type and date of events if a test does not care. */
export const SLICE: Slice = { type: 'scan_ntp', date: '2026-01-15' };

/** An event with a key made from its values; empty cells are left out as the engine does. */
export function eventOf(
  columns: readonly string[],
  cells: Readonly<Record<string, string>>,
  slice: Slice = SLICE,
): EventMessage {
  const pairs = Object.entries(cells).filter(([, value]) => value !== '');
  const fields = Object.fromEntries(pairs);
  const json = JSON.stringify(fields);
  const key = createHash('md5').update(JSON.stringify(pairs.toSorted())).digest('hex');
  return {
    ...{ ...slice, id: `${slice.type}-${slice.date}-${key}`, key, list: 'example', columns, json, fields },
    ...{ country: cells.geo?.toUpperCase() ?? '', asn: Number(cells.asn ?? 0), constituents: [] },
  };
}

/** The events of a report without repeated names of columns. */
export function eventsOfCsv(csv: string, slice?: { type: string; date: string }): EventMessage[] {
  const [columns = [], ...rows] = recordsOf(csv);
  return rows.map((cells) =>
    eventOf(columns, Object.fromEntries(columns.map((name, at) => [name, cells[at] ?? ''])), slice),
  );
}

function recordsOf(csv: string): string[][] {
  const reader = new CsvReader();
  reader.push(Buffer.from(csv));
  reader.finish();
  const records: string[][] = [];
  while (reader.next() === 'record') {
    reader.decode();
    records.push(Array.from({ length: reader.count }, (_, cell) => reader.text(cell)));
  }
  return records;
}
