// A day is decided days after its end: entries added in between count, and later changes do not affect its digest.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Digest, decide, explain, Whitelist } from '../src/triage/index.js';
import { arrive as arriveIn, digestOn, subjects, triageAt } from './support/triaging.js';
import { World } from './support/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
  await arrive('2026-03-10', '192.0.2.1', '192.0.2.2', '192.0.2.3');
});
afterAll(() => world.close());

const at = (time: string) => triageAt(world, time);
const arrive = (day: string, ...addresses: string[]) => arriveIn(world, day, ...addresses);

const insert = (time: string, subject: string, duration: number | 'forever' = 'forever') =>
  new Whitelist(at(time)).insert({
    type: 'ntp',
    subject,
    duration,
    reason: '',
    author: 'ada',
    breakThrough: false,
  });
const made = (date: string) => digestOn(world, date);
const said = ({ handle, whitelisted, ended_entries }: Digest) => ({
  handle: subjects(handle.rows),
  whitelisted: whitelisted.rows.map(({ subject, entries }) => [
    subject,
    ...entries.map(({ until }) => until),
  ]),
  ended: subjects(ended_entries.rows),
});
const whitelistRule = async (time: string, date: string, subject: string) => {
  const findings = await world.operator.findings.list({}, 10);
  const [one] = await explain(
    at(time),
    findings.filter((finding) => finding.subject === subject),
    date,
  );
  return one!.rules.filter(({ rule }) => rule === 'whitelist').map(({ says }) => says);
};

test('an entry that was made after the day but before its decision counts', async () => {
  await insert('2026-03-12T07:00:00', '192.0.2.1');
  await insert('2026-03-09T07:00:00', '192.0.2.3', 1);
  await insert('2026-03-11T07:00:00', '192.0.2.2');
  await new Whitelist(at('2026-03-12T07:30:00')).remove('ntp', '192.0.2.2', { author: 'ada' });
  expect((await whitelistRule('2026-03-12T08:00:00', '2026-03-10', '192.0.2.1'))[0]).toContain('applies');
  await decide(at('2026-03-12T09:00:00'), { date: '2026-03-10', author: 'test' });
  expect(said(await made('2026-03-10'))).toEqual({
    handle: ['192.0.2.2'],
    whitelisted: [
      ['192.0.2.1', '9999-12-31 23:59:59'],
      ['192.0.2.3', '2026-03-10 07:00:00'],
    ],
    ended: [],
  });
});

test('entries changed, removed or made after the decision do not affect the digest', async () => {
  const before = await made('2026-03-10');
  const later = new Whitelist(at('2026-03-12T10:00:00'));
  await later.changeTime('ntp', '192.0.2.1', { duration: 3, author: 'ada' });
  await insert('2026-03-12T10:00:00', '192.0.2.2');
  expect(await made('2026-03-10')).toEqual(before);
  await later.remove('ntp', '192.0.2.1', { author: 'ada' });
  await decide(at('2026-03-12T11:00:00'), { date: '2026-03-10', author: 'test' });
  expect(await made('2026-03-10')).toEqual(before);
  const explained = (subject: string) => whitelistRule('2026-03-12T11:00:00', '2026-03-10', subject);
  expect((await explained('192.0.2.1'))[0]).toContain('until 9999-12-31 23:59:59, by ada: applies');
  expect((await explained('192.0.2.2')).map((says) => says.replace(/.*: /, ''))).toEqual([
    'was removed',
    'added after that day was decided',
  ]);
});

test('deciding the day again uses the whitelist of that time, and stays with it', async () => {
  await decide(at('2026-03-12T12:00:00'), { date: '2026-03-10', author: 'test', again: true });
  const again = await made('2026-03-10');
  expect(again.decided_at).toBe('2026-03-12T12:00:00Z');
  expect(said(again)).toMatchObject({
    handle: ['192.0.2.1'],
    whitelisted: [
      ['192.0.2.2', expect.anything()],
      ['192.0.2.3', expect.anything()],
    ],
  });
  await new Whitelist(at('2026-03-12T13:00:00')).remove('ntp', '192.0.2.2', { author: 'ada' });
  expect(await made('2026-03-10')).toEqual(again);
});

test('an entry that expired before the day no longer counts, and the digest says so', async () => {
  await arrive('2026-03-11', '192.0.2.3');
  await decide(at('2026-03-13T09:00:00'), { date: '2026-03-11', author: 'test' });
  expect(said(await made('2026-03-11'))).toEqual({
    handle: ['192.0.2.3'],
    whitelisted: [],
    ended: ['192.0.2.3'],
  });
});
