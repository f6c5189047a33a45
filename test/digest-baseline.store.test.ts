// Tests that a baseline treats existing findings as known, that the first digest says so, and that the latest one can
// be undone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALL_TABLES } from '../src/store/testing/all-tables.js';
import { type DecideRequest, decide, latestDigest, markFindings, undoDigest } from '../src/triage/index.js';
import { arrive as arriveIn, digestOn, subjects, triageAt } from './support/triaging.js';
import { World } from './support/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
  await arrive('2026-03-01', '192.0.2.1', '192.0.2.9');
  await arrive('2026-03-10', '192.0.2.1', '192.0.2.2');
});
afterAll(() => world.close());

const at = (time: string) => triageAt(world, time, { resolve_misses: 1 });
const arrive = (day: string, ...addresses: string[]) => arriveIn(world, day, ...addresses);
const made = (date: string) => digestOn(world, date);
const decided = async (date: string, request: Partial<DecideRequest> = {}) => {
  await decide(at(`${date}T09:00:00`), { date, author: 'ada', ...request });
  return made(date);
};
const undo = (expected?: string) =>
  undoDigest(at('2026-03-20T10:00:00'), { author: 'grace', ...(expected && { expected }) });

describe('the first digest', () => {
  test('does not list findings resolved before it', async () => {
    const digest = await decided('2026-03-10');
    expect(digest).toMatchObject({ kind: 'digest', previous: null, resolved: { total: 0 } });
    expect(subjects(digest.handle.rows)).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  test('prevents a baseline until it is undone', async () => {
    await expect(decided('2026-03-10', { again: true, baseline: true })).rejects.toMatchObject({
      code: 'digest-baseline',
    });
    expect(await undo()).toMatchObject({ digest_date: '2026-03-10', author: 'ada' });
    expect(await latestDigest(at('2026-03-20T10:00:00'))).toBeUndefined();
    await expect(undo()).rejects.toMatchObject({ code: 'digest-none' });
  });
});

describe('a baseline', () => {
  test('treats existing findings as told on its day', async () => {
    const digest = await decided('2026-03-10', { baseline: true });
    expect(digest).toMatchObject({ kind: 'baseline', handle: { total: 0 } });
    expect(digest.recent.rows.map(({ subject, told_on }) => [subject, told_on])).toEqual([
      ['192.0.2.1', '2026-03-10'],
      ['192.0.2.2', '2026-03-10'],
    ]);
  });

  test('leaves new findings to the next digest', async () => {
    await arrive('2026-03-11', '192.0.2.1', '192.0.2.2', '192.0.2.3');
    const digest = await decided('2026-03-11');
    expect(digest).toMatchObject({ kind: 'digest', previous: '2026-03-10' });
    expect(subjects(digest.handle.rows)).toEqual(['192.0.2.3']);
    expect(subjects(digest.recent.rows)).toEqual(['192.0.2.1', '192.0.2.2']);
  });
});

describe('undoing', () => {
  test('is possible only for the latest digest', async () => {
    await expect(undo('2026-03-10')).rejects.toMatchObject({ code: 'digest-not-latest' });
  });

  test('and deciding again gives the same digest', async () => {
    const before = await made('2026-03-11');
    await undo('2026-03-11');
    await expect(made('2026-03-11')).rejects.toMatchObject({ code: 'digest-unknown' });
    const after = await decided('2026-03-11');
    expect({ ...after, digest: before.digest }).toEqual(before);
  });

  test('allows decisions on earlier days', async () => {
    await arrive('2026-03-13', '192.0.2.1');
    await arrive('2026-03-12', '192.0.2.1', '192.0.2.2');
    const far = await decided('2026-03-13');
    expect(subjects(far.resolved.rows)).toEqual(['192.0.2.2', '192.0.2.3']);
    await expect(decided('2026-03-12')).rejects.toMatchObject({ code: 'digest-order' });
    await undo('2026-03-13');
    const day = await decided('2026-03-12');
    expect(subjects(day.resolved.rows)).toEqual(['192.0.2.3']);
    expect(subjects(day.recent.rows)).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  test('keeps marks that a person made since', async () => {
    const { id } = (await made('2026-03-12')).recent.rows[0]!;
    await markFindings(at('2026-03-12T10:00:00'), {
      findings: [id],
      mark: 'acknowledged',
      author: 'ada',
      reason: 'ticket 7',
    });
    await undo();
    const digest = await decided('2026-03-12');
    expect(digest.recent.rows.find((row) => row.id === id)).toMatchObject({ state: 'acknowledged' });
  });

  test('is completed by the next digest if it was killed', async () => {
    const before = await decided('2026-03-13');
    expect(before.resolved.total).toBe(1);
    const latest = (await latestDigest(at('2026-03-20T10:00:00')))!;
    const taken = { ...latest, digest: latest.digest + 1, kind: 'undone' as const };
    await world.operator.ownTables(ALL_TABLES).insert('digest_log', [taken]);
    const after = await decided('2026-03-13');
    expect({ ...after, digest: before.digest }).toEqual(before);
  });
});
