// Tests marks of people on a real store: whom they leave alone, and that undoing them restores everything they changed.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { arrive, digestOn, subjects, triageAt } from '../../test/support/triaging.js';
import { World } from '../../test/support/world.js';
import { decide, markFindings, storyOf, unmarkFindings } from './index.js';

const [FIRST, SECOND, THIRD] = ['2026-03-01', '2026-03-02', '2026-03-03'] as const;

let world: World;
beforeAll(async () => {
  world = await World.open();
  await arrive(world, FIRST, '192.0.2.1', '192.0.2.2');
});
afterAll(() => world.close());

const at = (time: string) => triageAt(world, time);
const morning = (day: string) => at(`${day}T09:00:00`);
async function idOf(subject: string): Promise<string> {
  const found = await world.operator.findings.list({}, 10);
  return found.find((finding) => finding.subject === subject)!.id;
}
const mark = async (subject: string, given: Partial<Parameters<typeof markFindings>[1]> = {}) =>
  markFindings(morning(SECOND), {
    ...{ findings: [await idOf(subject)], mark: 'notified', reason: 'by telephone', author: 'ada', ...given },
  });
async function storyOn(subject: string) {
  const [finding] = await world.operator.findings.list({ id: await idOf(subject) }, 1);
  return storyOf(world.operator, finding!, 10);
}
const changesOf = async (subject: string) =>
  (await storyOn(subject)).changes.map(({ change, state }) => `${change} ${state}`);

it('a mark leaves findings alone to which something happened that its author did not know', async () => {
  const one = await idOf('192.0.2.1');
  const first = await mark('192.0.2.1', { isKnown: (_id, step) => step === 0 });
  expect(first).toEqual({ step: first.step, marked: [one], left: [] });
  const second = await mark('192.0.2.1', { mark: 'resolved', isKnown: (_id, step) => step === 0 });
  expect(second).toMatchObject({ marked: [], left: [one] });
  const third = await mark('192.0.2.1', {
    ...{ mark: 'acknowledged', isKnown: (_id, step) => step === first.step },
  });
  expect(third.marked).toEqual([one]);
  expect(await changesOf('192.0.2.1')).toEqual([
    ...['opened notified', 'notified notified', 'acknowledged acknowledged'],
  ]);
});

it('undoing a mark restores its findings and leaves those alone to which more has happened', async () => {
  const findings = [await idOf('192.0.2.1'), await idOf('192.0.2.2')];
  const { step } = await markFindings(morning(SECOND), {
    ...{ findings, mark: 'resolved', reason: 'all patched', author: 'ada' },
  });
  await mark('192.0.2.1', { mark: 'acknowledged', author: 'bob' });
  expect(await unmarkFindings(at(`${SECOND}T09:01:00`), { step, author: 'bob' })).toEqual({
    ...{ restored: [findings[1]], left: [findings[0]] },
  });
  const { state, changes } = await storyOn('192.0.2.2');
  expect([state, changes]).toMatchObject([
    'open',
    [{ change: 'undone', author: 'bob', reason: 'resolved by ada: all patched', automatic: false }],
  ]);
  expect((await changesOf('192.0.2.1')).at(-1)).toBe('acknowledged acknowledged');
  expect(await unmarkFindings(morning(SECOND), { step, author: 'bob' })).toEqual({
    ...{ restored: [], left: [findings[0]] },
  });
  await expect(unmarkFindings(morning(SECOND), { step: step + 100, author: 'bob' })).rejects.toMatchObject({
    code: 'mark-unknown',
  });
});

it('an owner whose mark was undone counts as not told, and is told by the next digest', async () => {
  const { step } = await mark('192.0.2.2');
  await unmarkFindings(morning(SECOND), { step, author: 'ada' });
  await decide(morning(SECOND), { date: FIRST, author: 'ada' });
  const { handle, recent } = await digestOn(world, FIRST);
  expect([subjects(handle.rows), subjects(recent.rows)]).toEqual([['192.0.2.2'], ['192.0.2.1']]);
  expect(await changesOf('192.0.2.2')).toEqual(['undone open', 'undone open', 'opened open']);
  await arrive(world, SECOND, '192.0.2.2');
  await decide(morning(THIRD), { date: SECOND, author: 'ada' });
  expect(subjects((await digestOn(world, SECOND)).recent.rows)).toEqual(['192.0.2.2']);
});
