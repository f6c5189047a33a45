// Unpacks a data folder written by an earlier Sundial, and that version's answers.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';

const FIXTURE = path.join(import.meta.dirname, '..', 'fixtures', 'store-of-schema-6');
const unzipped = (file: string) => gunzipSync(readFileSync(file));

/** A query of the command line, and its answer as JSON. */
export interface Asked {
  readonly args: readonly string[];
  readonly exit: number;
  readonly answer: unknown;
}

/** Unpacks the store as `data` in a folder. */
export async function unpackEarlierStore(folder: string): Promise<void> {
  for await (const entry of Readable.from([unzipped(`${FIXTURE}.tar.gz`)]).pipe(extract())) {
    const file = path.join(folder, entry.header.name);
    if (entry.header.type === 'directory') mkdirSync(file, { recursive: true });
    else if (entry.header.type === 'symlink') symlinkSync(entry.header.linkname!, file);
    else writeFileSync(file, await buffer(entry));
    entry.resume();
  }
}

export function earlierAnswers(): Asked[] {
  return JSON.parse(unzipped(`${FIXTURE}.answers.json.gz`).toString()) as Asked[];
}
