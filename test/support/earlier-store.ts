// Unpacks data folders that earlier versions of Sundial wrote, and the answers they gave then.
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { openEmbedded } from '../../src/store/engine/embedded.js';

/** The tables of both schemas whose rows belong to loads. */
const TABLES_OF_LOADS = [
  'ledger',
  'deliveries',
  'event_rows',
  'quarantine_rows',
  'finding_day_rows',
  'finding_versions',
];

/** The schemas of the stores in the fixtures. */
export type EarlierSchema = 6 | 9;

const fixture = (schema: EarlierSchema) =>
  path.join(import.meta.dirname, '..', 'fixtures', `store-of-schema-${schema}`);
const unzipped = (file: string) => gunzipSync(readFileSync(file));

/** A query of the command line, and its answer as JSON. */
export interface Asked {
  readonly args: readonly string[];
  readonly exit: number;
  readonly answer: unknown;
}

/** Unpacks the store as `data` in a folder. */
export async function unpackEarlierStore(folder: string, schema: EarlierSchema): Promise<void> {
  for await (const entry of Readable.from([unzipped(`${fixture(schema)}.tar.gz`)]).pipe(extract())) {
    const file = path.join(folder, entry.header.name);
    if (entry.header.type === 'directory') mkdirSync(file, { recursive: true });
    else if (entry.header.type === 'symlink') symlinkSync(entry.header.linkname!, file);
    else writeFileSync(file, await buffer(entry));
    entry.resume();
  }
}

/** Removes all other loads than these, and the copies, from a store that no process has open. */
export async function keepLoads(data: string, first: number, last: number): Promise<void> {
  rmSync(path.join(data, 'copies'), { recursive: true });
  const engine = await openEmbedded({ folder: data, memoryLimitMib: 512 });
  for (const table of TABLES_OF_LOADS)
    await engine.run(
      `ALTER TABLE ${table} DELETE WHERE load NOT BETWEEN ${first} AND ${last} SETTINGS mutations_sync = 1`,
    );
  await engine.close();
}

export function earlierAnswers(schema: EarlierSchema): Asked[] {
  return JSON.parse(unzipped(`${fixture(schema)}.answers.json.gz`).toString()) as Asked[];
}

/** Whether only later versions have a property of findings or a field of events. */
const isLater = (name: string) => ['kev', 'epss'].includes(name) || name.startsWith('enriched_');

/** An answer without what only later versions say about findings and events. */
export function asToldEarlier(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  const told = (member: unknown) => (Array.isArray(member) ? member.map(withoutLater) : member);
  return Object.fromEntries(Object.entries(answer).map(([name, member]) => [name, told(member)]));
}

function withoutLater(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => !isLater(name)));
}
