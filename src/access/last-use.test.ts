// Tests the record of last uses: counts by day, few writes, and that a broken record stops nothing.
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LastUse, readUses, usesFileOf } from './last-use.js';

let folder = '';
let now = new Date();
const failures: string[] = [];
const opened: LastUse[] = [];
function open(): LastUse {
  const uses = new LastUse(
    usesFileOf(path.join(folder, 'keys.json')),
    () => now,
    (problem) => failures.push(problem),
  );
  opened.push(uses);
  return uses;
}
const recorded = () => readUses(usesFileOf(path.join(folder, 'keys.json')));

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-uses-'));
  now = new Date('2026-03-01T23:59:58Z');
  failures.length = 0;
});
afterEach(async () => {
  for (const uses of opened.splice(0)) await uses.idle();
  rmSync(folder, { recursive: true, force: true });
});

it('counts the requests of a day, also after a restart', async () => {
  const uses = open();
  expect([uses.used('a'), uses.used('a'), uses.used('b')]).toEqual([1, 2, 1]);
  await uses.close();
  expect(open().used('a')).toBe(3);
  now = new Date('2026-03-02T00:00:00Z');
  expect(open().used('a')).toBe(1);
});

it('writes a use although the clock was set back', async () => {
  const uses = open();
  uses.used('a');
  now = new Date('2026-01-01T00:00:00Z');
  uses.used('a');
  await uses.idle();
  expect(recorded()).toEqual({ a: { last: '2026-01-01T00:00:00.000Z', day: '2026-01-01', requests: 1 } });
});

it('is private, and leaves nothing else behind', async () => {
  const uses = open();
  uses.used('a');
  await uses.close();
  expect(readdirSync(folder)).toEqual(['keys-used.json']);
  expect(statSync(path.join(folder, 'keys-used.json')).mode & 0o777).toBe(0o600);
  expect(recorded()).toEqual({ a: { last: '2026-03-01T23:59:58.000Z', day: '2026-03-01', requests: 1 } });
});

it('writes nothing if no key was used', async () => {
  await open().close();
  expect(readdirSync(folder)).toEqual([]);
});

it('writes the first use, and then at most once a minute', async () => {
  const uses = open();
  uses.used('a');
  await uses.idle();
  uses.used('a');
  await uses.idle();
  expect(recorded().a?.requests).toBe(1);
  now = new Date(now.getTime() + 60_000);
  uses.used('b');
  await uses.idle();
  expect(Object.keys(recorded())).toEqual(['a', 'b']);
});

it.each(['', '[1]', '{"a":7}', '{"a":{"last":1}}', 'null'])('a record of %j is replaced', async (text) => {
  writeFileSync(path.join(folder, 'keys-used.json'), text);
  expect(recorded()).toEqual({});
  expect(open().used('a')).toBe(1);
});

it('tells that it cannot be written', async () => {
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'in place of the folder');
  const uses = open();
  expect(uses.used('a')).toBe(1);
  await uses.idle();
  expect(failures).toEqual(['EEXIST']);
});
