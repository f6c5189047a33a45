// Unpacks data folders that earlier versions of Sundial wrote, and the answers they gave then.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';

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

export function earlierAnswers(schema: EarlierSchema): Asked[] {
  return JSON.parse(unzipped(`${fixture(schema)}.answers.json.gz`).toString()) as Asked[];
}

/** What findings say today besides what the earlier Sundial said. */
const LATER: ReadonlySet<string> = new Set(['kev', 'epss']);

/** An answer without what only later versions say about findings. */
export function asToldEarlier(answer: unknown): unknown {
  const { findings } = answer as { readonly findings?: readonly object[] };
  if (!Array.isArray(findings)) return answer;
  const told = findings.map((finding) =>
    Object.fromEntries(Object.entries(finding).filter(([name]) => !LATER.has(name))),
  );
  return { ...(answer as object), findings: told };
}
