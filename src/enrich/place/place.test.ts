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

it('reads a table of another place or kind, whatever the earlier one said about its own', async () => {
  const from = path.join(folder, 'table.csv');
  writeFileSync(from, 'network\n192.0.2.0/24\n');
  const read = (memory: Readonly<Record<string, string>>, kind = 'csv') =>
    readPlace(
      { from, token: new Secret('') },
      { memory, signal: new AbortController().signal },
      { kind, env: {}, clock: () => new Date(0), folder },
    );
  const whole = async (reading: PlaceReading | 'unchanged') => {
    if (reading === 'unchanged') throw new Error('it was not read');
    for await (const _chunk of reading.bytes);
    return reading.facts();
  };
  const { memory, content } = await whole(await read({}));
  expect(memory.place).toBe(from);
  expect(await read(memory)).toBe('unchanged');
  expect(await read({ ...memory, place: '/elsewhere/table.csv' })).not.toBe('unchanged');
  // Events that were enriched with what the other kind read are due again: the content counts as another one.
  expect((await whole(await read(memory, 'prefixes'))).content).not.toBe(content);
});
