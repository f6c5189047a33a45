// Checks records that are appended to files: a file for each day, and what a kill at any moment leaves.
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asSundialError } from '../../domain/errors.js';
import { eventOf, NEVER } from '../testing/events.js';
import { findingOf } from '../testing/findings.js';
import { appendedRecords, filesIn } from './testing/appended.js';
import { batchOf, syslogTo } from './testing/output.js';

let root: string;
let now: Date;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sundial-cef-'));
  now = new Date('2026-01-16T23:59:00Z');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const folder = () => path.join(root, 'cef');
const today = () => path.join(folder(), 'shadowserver-2026-01-16.cef');
const journal = () => path.join(root, 'own', 'appended.json');
/** An output as after a restart. */
const output = (values = {}) =>
  syslogTo(
    { transport: 'file', path: folder(), ...values },
    { clock: () => now, folder: path.join(root, 'own') },
  );
const event = (number: number) => eventOf(['ip', 'port'], { ip: `192.0.2.${number}`, port: '1' });
const sent = async (numbers: readonly number[], occasion = 'life-1') =>
  (await output()).deliver!({ ...batchOf(numbers.map(event)), occasion }, NEVER);
const sources = () => appendedRecords(folder()).map(({ cef }) => cef.pairs.get('src'));
const hosts = (...numbers: readonly number[]) => numbers.map((number) => `192.0.2.${number}`);

it('has a file for each day, which other programs of the group can read', async () => {
  await sent([1, 2]);
  expect(statSync(today()).mode & 0o777).toBe(0o640);
  now = new Date('2026-01-17T00:00:00Z');
  await sent([3], 'life-2');
  expect(filesIn(folder())).toEqual(['shadowserver-2026-01-16.cef', 'shadowserver-2026-01-17.cef']);
  expect(sources()).toEqual(hosts(1, 2, 3));
  const { sentence } = await (await output()).check(NEVER);
  expect(sentence).toBe(`records are appended to files in ${folder()}`);
});

it('has a batch once that is sent again, also on the next day and if it is cut differently', async () => {
  await sent([1]);
  await sent([2, 3, 4], 'life-2');
  now = new Date('2026-01-17T00:00:00Z');
  await sent([2, 3, 4], 'life-2');
  await sent([2], 'life-2');
  await sent([3, 4, 5], 'life-2');
  await sent([6], 'life-3');
  expect(sources()).toEqual(hosts(1, 2, 3, 4, 5, 6));
});

it('has every event again that was withdrawn in between', async () => {
  await sent([1]);
  await (await output()).deliver!({ ...batchOf([], [event(1)]), occasion: 'life-2' }, NEVER);
  await sent([1], 'life-3');
  expect(appendedRecords(folder()).map(({ cef }) => cef.pairs.get('act'))).toEqual([
    'appeared',
    'withdrawn',
    'appeared',
  ]);
});

it('completes a batch that was torn anywhere, without making the file shorter', async () => {
  await sent([1]);
  const before = statSync(today()).size;
  await sent([2, 3], 'life-2');
  const whole = readFileSync(today());
  for (let size = before; size < whole.length; size += 37) {
    truncateSync(today(), size);
    writeFileSync(journal(), JSON.stringify({ ...read(journal()), isWhole: false }));
    await sent([2, 3], 'life-2');
    expect(readFileSync(today()).equals(whole)).toBe(true);
  }
});

it('replaces a torn batch by what comes instead of it', async () => {
  await sent([1]);
  await sent([2, 3], 'life-2');
  truncateSync(today(), statSync(today()).size - 10);
  writeFileSync(journal(), JSON.stringify({ ...read(journal()), isWhole: false }));
  await sent([4], 'life-9');
  expect(sources()).toEqual(hosts(1, 4));
});

it('continues after another program has emptied or moved the file', async () => {
  await sent([1]);
  truncateSync(today(), 0);
  await sent([2], 'life-2');
  expect(sources()).toEqual(hosts(2));
  rmSync(today());
  await sent([2], 'life-2');
  expect(sources()).toEqual(hosts(2));
});

it('has changes of findings', async () => {
  const findings = [findingOf({}), findingOf({ id: 'f1-2', changes: ['resolved'] })];
  for (let times = 0; times < 2; times++)
    await (await output()).deliver!({ carries: 'findings', findings }, NEVER);
  expect(appendedRecords(folder()).map(({ cef }) => cef.pairs.get('act'))).toEqual(['opened', 'resolved']);
});

it('says if it cannot write', async () => {
  writeFileSync(folder(), 'in place of the folder');
  const failure = await sent([1]).catch(asSundialError);
  expect(failure).toMatchObject({ code: 'syslog-unwritable' });
});

it.each([
  [{ path: '' }, 'path is missing'],
  [{ host: 'siem.example.com' }, 'host is set, but the transport is file'],
  [{ transport: 'tcp', host: 'siem.example.com' }, 'path is set, but the transport is tcp'],
  [{ transport: 'udp', path: '', host: '' }, 'host is missing'],
] as const)('refuses %j', async (values, problem) => {
  await expect(output(values)).rejects.toThrow(problem);
});

const read = (file: string): object => JSON.parse(readFileSync(file, 'utf8')) as object;
