// Checks that a place is asked only for changes since the same place was read.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Secret } from '../../domain/secret.js';
import { type PlaceReading, readPlace } from './place.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-place-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('reads a table of another place, whatever the earlier place said about its own', async () => {
  const from = path.join(folder, 'table.csv');
  writeFileSync(from, 'network\n192.0.2.0/24\n');
  const context = { env: {}, clock: () => new Date(0), folder };
  const read = (memory: Readonly<Record<string, string>>) =>
    readPlace({ from, token: new Secret('') }, { memory, signal: new AbortController().signal }, context);
  const first = (await read({})) as PlaceReading;
  for await (const _chunk of first.bytes);
  const { memory } = first.facts();
  expect(memory.place).toBe(from);
  expect(await read(memory)).toBe('unchanged');
  expect(await read({ ...memory, place: '/elsewhere/table.csv' })).not.toBe('unchanged');
});
