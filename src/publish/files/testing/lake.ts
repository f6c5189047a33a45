// A folder of files for tests: opens the output, replaces slices, and reads what a consumer would read.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parquetMetadata, parquetRead, parquetSchema } from 'hyparquet';
import { loadCatalogue } from '../../../catalogue/index.js';
import type { Disk } from '../../../domain/disk.js';
import { NODE_ZSTD } from '../../../domain/zstd.js';
import type { FeedField } from '../../../query/index.js';
import { CsvReader } from '../../../records/index.js';
import { harmless } from '../../../text/index.js';
import type { EventMessage } from '../../messages.js';
import type { Output, SliceContent } from '../../output.js';
import { DEFAULT_KEYS } from '../../short-form.js';
import { SLICE } from '../../testing/events.js';
import { RECORDS_HELD } from '../../testing/records-held.js';
import { FILES_KIND } from '../declaration.js';
import { openFiles } from '../files.js';
import type { FileLine } from '../manifest.js';

export type Options = Partial<Parameters<typeof openFiles>[0]['values']>;

/** An output to a folder, with defaults for all options that are not given. */
export function openLake(folder: string, options: Options = {}, disk?: Disk): Promise<Output> {
  const defaults = Object.fromEntries(
    Object.entries(FILES_KIND.entry).map(([key, option]) => [key, option.default]),
  );
  const entry = {
    ...{ name: 'lake', kind: 'files', label: 'x', isShortForm: false, keys: DEFAULT_KEYS },
    ...{ shown: {}, unset: {}, variables: [] },
    values: { ...defaults, path: folder, ...options },
  };
  const clock = () => new Date('2026-02-01T07:00:00Z');
  const context = { clock, catalogue: loadCatalogue() };
  return openFiles(entry as unknown as Parameters<typeof openFiles>[0], context, disk);
}

/** The content of a slice, in batches. */
export function contentOf(
  events: readonly EventMessage[],
  fields: readonly string[] | readonly FeedField[] = [],
  { slice = SLICE, rows = 2 } = {},
): SliceContent {
  const own = fields.map((field) =>
    typeof field === 'string' ? ({ title: field, kind: 'text' } as const) : field,
  );
  const batches = async function* () {
    for (let at = 0; at < events.length; at += rows) yield events.slice(at, at + rows);
  };
  return {
    ...{ slice, events: events.length, fields: own, batches: batches() },
    reports: async () => [],
    withdrawn: async function* () {},
  };
}

/** The last line of each path in the manifest. */
export function manifestOf(folder: string): FileLine[] {
  const file = path.join(folder, 'manifest.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return [...new Map(lines.map((line) => JSON.parse(line) as FileLine).map((line) => [line.path, line]))]
    .map(([, line]) => line)
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

export interface Held {
  readonly path: string;
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * All events, read as a consumer reads them: files that the manifest names, with the stated checksums and counts.
 *
 * @param format of another system
 */
export async function readLake(folder: string, format = ''): Promise<Held[]> {
  const held: Held[] = [];
  for (const { path: file, state, events, bytes, sha256 } of manifestOf(folder)) {
    if (state !== 'written') continue;
    const content = readFileSync(path.join(folder, file));
    const found = createHash('sha256').update(content).digest('hex');
    if (found !== sha256 || content.length !== bytes)
      throw new Error(`${file} is not what the manifest says`);
    const rows = await rowsOf(file, content, format);
    if (rows.length !== events) throw new Error(`${file} has ${rows.length} events, not ${events}`);
    held.push(...rows.map((row) => ({ path: file, ...row })));
  }
  return held;
}

type HeldRow = Omit<Held, 'path'>;

async function rowsOf(file: string, content: Buffer, format: string): Promise<HeldRow[]> {
  if (file.endsWith('.parquet')) return parquetRows(content);
  const text = file.endsWith('.gz')
    ? gunzipSync(content)
    : file.endsWith('.zst')
      ? NODE_ZSTD!.zstdDecompressSync(content, {})
      : content;
  const records = RECORDS_HELD[format];
  if (records) return records(linesOf(text)) as HeldRow[];
  return file.includes('.csv') ? csvRows(text) : jsonRows(text);
}

const linesOf = (content: Buffer) => content.toString('utf8').split('\n').slice(0, -1);

function jsonRows(content: Buffer): HeldRow[] {
  return linesOf(content).map((line) => {
    const { id, event } = JSON.parse(line);
    return { id, fields: event };
  });
}

const FACTS = new Set(['id', 'type', 'date', 'list']);

function csvRows(content: Buffer): HeldRow[] {
  const reader = new CsvReader();
  reader.push(content);
  reader.finish();
  const records: string[][] = [];
  while (reader.next() === 'record') {
    reader.decode();
    records.push(Array.from({ length: reader.count }, (_, cell) => unmarked(reader.text(cell))));
  }
  const [head = [], ...rows] = records;
  return rows.map((cells) => heldRow(head.map((name, at) => [name, cells[at]])));
}

/** The text of a cell without the mark of a formula. */
function unmarked(cell: string): string {
  const text = cell.slice(1);
  return cell.startsWith("'") && harmless(text) !== text ? text : cell;
}

async function parquetRows(content: Buffer): Promise<HeldRow[]> {
  const file = content.buffer.slice(content.byteOffset, content.byteOffset + content.length) as ArrayBuffer;
  const compressors = {
    GZIP: (page: Uint8Array) => gunzipSync(page),
    ZSTD: (page: Uint8Array) => NODE_ZSTD!.zstdDecompressSync(page, {}),
  };
  const names = parquetSchema(parquetMetadata(file)).children.map(({ element }) => element.name);
  // As arrays, because a name such as __proto__ would be lost in the library's objects.
  let rows: readonly unknown[][] = [];
  const onComplete = (read: unknown[][]) => {
    rows = read;
  };
  await parquetRead({ file, compressors, onComplete, rowFormat: 'array' });
  return rows.map((cells) => heldRow(names.map((name, at) => [name, cells[at]])));
}

/** Empty cells are left out, as in JSON lines. */
function heldRow(cells: readonly (readonly [string, unknown])[]): HeldRow {
  const id = String(cells.find(([name]) => name === 'id')![1]);
  const own = cells.filter(([name, value]) => !FACTS.has(name) && value !== null && value !== '');
  const fields = Object.create(null) as Record<string, string>;
  for (const [name, value] of own) fields[name] = value as string;
  return { id, fields };
}
