// Tests the engine of outputs on a target in memory: what is sent, letters, isolation, starts, restores and findings.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { numbers, report, reportFile } from '../../../test/support/reports.js';
import { arrive, triageAt } from '../../../test/support/triaging.js';
import { World } from '../../../test/support/world.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { SILENT_LOG } from '../../domain/log.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import { endLife } from '../../store/index.js';
import { followFindings } from '../../triage/index.js';
import type { Guarantee, OutputKind } from '../declaration.js';
import { DEFAULT_KEYS } from '../short-form.js';
import { MEMORY_KIND, MemoryTarget, targets } from '../testing/memory-output.js';
import { sendingFrom } from '../testing/sending.js';
import { keepSending, pauseMs } from './loop.js';
import { openOutputs } from './open-output.js';
import { OutputRun } from './output-run.js';
import { statusOf } from './output-states.js';
import { forgetOutput, removedOutputs } from './removed-outputs.js';
import { waitingFor } from './waiting.js';

const CLOCK = () => new Date('2026-01-20T07:00:00Z');

let world: World;
let target: MemoryTarget;
let type = 'scan_engine0';
let tests = 0;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(() => {
  target = new MemoryTarget();
  type = `scan_engine${++tests}`;
  targets.set(type, target);
});

const sendingContext = () => sendingFrom(world, CLOCK);

type Given = Partial<Pick<OutputKind, 'takes' | 'dividesByReport'>> & {
  readonly keys?: Partial<OutputEntry['keys']>;
  readonly guarantee?: Guarantee;
  readonly batchRows?: number;
  readonly name?: string;
};

async function runOf({ keys = {}, name = type, ...kind }: Given = {}): Promise<OutputRun> {
  const entry: OutputEntry = {
    ...{ name, kind: 'memory', label: name, isShortForm: false, shown: {}, unset: {}, variables: [] },
    ...{ values: { target: type }, keys: { ...DEFAULT_KEYS, types: [type], ...keys } },
  };
  const [open] = await openOutputs({
    ...{ settings: { outputs: [entry], data_dir: world.folder }, clock: CLOCK, env: {} },
    ...{ catalogue: world.catalogue, kinds: [{ ...MEMORY_KIND, ...kind } as OutputKind] },
  });
  return new OutputRun(open!, sendingContext());
}

const round = (run: OutputRun) => run.round({ signal: new AbortController().signal });
const loadDays = (days: Readonly<Record<string, readonly number[]>>, list = 'alpha') =>
  world.ingest(
    Object.entries(days).map(([date, of]) => ({
      name: reportFile(list, date, type),
      content: report(of),
    })),
  );
const load = (date: string, of: readonly number[], list?: string) => loadDays({ [date]: of }, list);
const hosts = () => [...target.events.values()].map(({ fields }) => fields.hostname).sort();

it('sends what the filter selects, with the fields that the entry names', async () => {
  await load('2026-01-15', [1, 2, 12]);
  const run = await runOf({ keys: { filter: ['hostname=host1*'], fields: ['hostname', 'port', 'tag'] } });
  expect(await waitingFor(run, sendingContext())).toMatchObject({ slices: 1, appeared: 2, withdrawn: 0 });
  await round(run);
  const sent = [...target.events.values()].map(({ json }) => json).sort();
  expect(sent).toEqual([
    '{"hostname":"host1.example","port":123,"tag":["ntp","iot"]}',
    '{"hostname":"host12.example","port":123,"tag":["ntp","iot"]}',
  ]);
});

it('withdraws only events that the filter selects, with their values', async () => {
  await load('2026-01-15', [1, 2, 12]);
  const run = await runOf({ keys: { filter: ['hostname=host1*'] } });
  await round(run);
  await load('2026-01-15', [3]);
  await round(run);
  const withdrawn = target.batches.flatMap((batch) => (batch.carries === 'events' ? batch.withdrawn : []));
  expect(withdrawn.map(({ fields }) => fields.hostname).sort()).toEqual(['host1.example', 'host12.example']);
  expect(hosts()).toEqual([]);
});

it('sends nothing for a replay with equal rows, and each event once otherwise', async () => {
  await load('2026-01-15', numbers(1, 5));
  const run = await runOf();
  await round(run);
  const before = target.batches.length;
  await world.ingest([
    { name: reportFile('alpha', '2026-01-15', type), content: report(numbers(1, 5), { reversed: true }) },
  ]);
  await round(run);
  expect(target.batches.length).toBe(before);
  await load('2026-01-15', [1, 2, 3, 4, 5, 6]);
  await round(run);
  expect(target.batches.slice(before)).toMatchObject([{ appeared: [{ list: 'alpha' }], withdrawn: [] }]);
});

it('begins where the entry says', async () => {
  await loadDays({ '2026-01-10': [1], '2026-01-19': [2] });
  await round(await runOf({ name: 'now', keys: { start: 'now' } }));
  expect(hosts()).toEqual([]);
  await round(await runOf({ name: 'two-days', keys: { start: '2 days' } }));
  expect(hosts()).toEqual(['host2.example']);
});

it('shows what waits also before the output begins, and while its target is away', async () => {
  const waiting = async (run: OutputRun) => (await statusOf(run, sendingContext())).waiting;
  const run = await runOf();
  const before = await waiting(run);
  await loadDays({ '2026-01-14': [1], '2026-01-15': [2] });
  expect(await waiting(run)).toBe(before + 2);
  target.trouble = async () => {
    throw new SundialError('disk-full', { file: 'a', folder: 'b' });
  };
  await expect(round(run)).rejects.toThrow();
  expect(await waiting(run)).toBeGreaterThanOrEqual(2);
  target.trouble = async () => {};
  await round(run);
  expect(await statusOf(run, sendingContext())).toMatchObject({ state: 'current', waiting: 0 });
});

it('does not count changes of types that the output leaves out as waiting', async () => {
  await load('2026-01-15', [1]);
  const run = await runOf();
  await round(run);
  const others = (content: string) =>
    world.ingest([{ name: reportFile('alpha', '2026-01-16', 'scan_left_out'), content }]);
  await others(report([1, 2]));
  expect(await statusOf(run, sendingContext())).toMatchObject({
    state: 'current',
    waiting: 0,
    lagSeconds: 0,
  });
  await load('2026-01-16', [2]);
  expect(await statusOf(run, sendingContext())).toMatchObject({ state: 'sending', waiting: 1 });
  const all = await runOf({ name: `${type}-all`, keys: { types: [] } });
  const own = await runOf({ name: `${type}-own` });
  expect((await statusOf(own, sendingContext())).waiting).toBe(2);
  expect((await statusOf(all, sendingContext())).waiting).toBeGreaterThan(2);
});

it('keeps batches below their limit, however large events are', async () => {
  const banner = 'x'.repeat(40_000);
  const content = report(numbers(1, 200)).replaceAll('line ', `${banner} `);
  await world.ingest([{ name: reportFile('alpha', '2026-01-15', type), content }]);
  await round(await runOf({ batchRows: 150 }));
  const sizes = target.batches.map((batch) =>
    batch.carries === 'events' ? batch.appeared.reduce((sum, { json }) => sum + json.length, 0) : 0,
  );
  expect(target.events.size).toBe(200);
  expect(sizes.reduce((sum, size) => sum + size)).toBeGreaterThan(200 * banner.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(LIMITS.outputBatchBytes);
  // The size of the first events decides how many come next, and none is read twice.
  expect(target.batches.length).toBeLessThan(5);
});

it('keeps refused messages, and sends them again when a person asks', async () => {
  await load('2026-01-15', [1, 2, 3]);
  const run = await runOf();
  target.refuses = (id) => id === refused;
  let refused = '';
  target.trouble = async (batch) => {
    if (batch.carries === 'events') refused = batch.appeared[0]!.id;
  };
  expect(await round(run)).toMatchObject({ appeared: 2, refused: 1 });
  expect(await run.letters.list(['dead'], 9)).toMatchObject([{ id: refused, tries: 1, report_type: type }]);
  expect(await statusOf(run, sendingContext())).toMatchObject({ state: 'current', refused: 1 });
  expect(await run.letters.again()).toBe(1);
  await round(run);
  expect(await run.letters.list(['dead'], 9)).toMatchObject([{ id: refused, tries: 2 }]);
  target.refuses = () => false;
  await run.letters.again();
  await round(run);
  expect([await run.letters.count(), hosts().length]).toEqual([0, 3]);
});

it('forgets a letter whose event was withdrawn', async () => {
  await load('2026-01-15', [1, 2]);
  const run = await runOf();
  target.refuses = () => true;
  await round(run);
  target.refuses = () => false;
  await load('2026-01-15', [9]);
  await run.letters.again();
  await round(run);
  expect([await run.letters.count(), hosts()]).toEqual([0, ['host9.example']]);
});

it('starts over when the store was restored; an output that only appends asks a person', async () => {
  await load('2026-01-15', [1, 2]);
  const keyed = await runOf({ name: 'keyed' });
  const appending = await runOf({ name: 'appending', guarantee: 'append only' });
  await round(keyed);
  await round(appending);
  await world.restart(() => endLife(world.folder));
  await load('2026-01-15', [2, 3]);
  target.events.clear();
  await round(await runOf({ name: 'keyed' }));
  expect(hosts()).toEqual(['host2.example', 'host3.example']);
  const again = await runOf({ name: 'appending', guarantee: 'append only' });
  await expect(round(again)).rejects.toMatchObject({ code: 'output-behind' });
  expect(await statusOf(again, sendingContext())).toMatchObject({ state: 'stopped' });
  await again.round({ signal: new AbortController().signal, beginning: 'skip' });
  expect(await statusOf(again, sendingContext())).toMatchObject({ state: 'current' });
});

it('a dead output delays neither loads nor other outputs, and catches up', async () => {
  const stop = new AbortController();
  const [dead, other] = [new MemoryTarget(), target];
  targets.set(type, dead);
  const first = await runOf({ name: 'dead' });
  targets.set(type, other);
  const second = await runOf({ name: 'other' });
  dead.trouble = async () => {
    throw new SundialError('files-unwritable', { file: 'dead', problem: 'ENOSPC' });
  };
  await load('2026-01-15', [1, 2]);
  let waits = 0;
  const sending = keepSending([first, second], {
    ...{ signal: stop.signal, log: SILENT_LOG },
    wait: async () => {
      if (++waits === 6) dead.trouble = async () => {};
      if (dead.events.size > 0 && other.events.size > 0) stop.abort();
      await new Promise((free) => setImmediate(free));
    },
  });
  await sending;
  expect([dead.events.size, other.events.size]).toEqual([2, 2]);
  const full = new SundialError('files-unwritable');
  const pauses = [pauseMs(full, 0), pauseMs(full, 3), pauseMs(new SundialError('usage'), 0)];
  expect(pauses).toEqual([1_000, 8_000, 300_000]);
  const asking = (retryAfterMs: number) => new SundialError('net-busy', { retryAfterMs });
  expect([500, 600_000, 86_400_000].map((asked) => pauseMs(asking(asked), 0))).toEqual([
    ...[1_000, 600_000, 3_600_000],
  ]);
});

it('names one occasion for a repeated batch, and another when an event returns', async () => {
  await load('2026-01-15', [1, 2]);
  const run = await runOf();
  const occasions: string[] = [];
  const sent = async (failing = false) => {
    target.trouble = async (batch) => {
      if (batch.carries === 'events' && (batch.appeared.length > 0 || failing))
        occasions.push(batch.occasion);
      if (failing) throw new SundialError('files-unwritable', { file: 'dead', problem: 'ENOSPC' });
    };
    await round(run).catch(() => {});
  };
  await sent(true);
  await sent();
  await load('2026-01-15', [1]);
  await sent();
  await load('2026-01-15', [1, 2]);
  await sent(true);
  await sent();
  const [stored, again, returned, ...repeated] = occasions;
  expect(again).toBe(stored);
  expect(returned).not.toBe(stored);
  expect(repeated).toEqual([returned]);
});

it('sends notices of reports, and none for equal rows', async () => {
  await load('2026-01-14', []);
  const run = await runOf({ keys: { carries: ['reports'], start: 'now' } });
  await round(run);
  await load('2026-01-15', [1, 2]);
  await load('2026-01-15', [1, 2, 3]);
  await load('2026-01-15', [3, 2, 1]);
  await round(run);
  const notices = [...target.reports.values()].map(({ rows, events, replaces }) => [rows, events, replaces]);
  expect(notices).toEqual([
    [2, 2, false],
    [3, 3, true],
  ]);
  target.reports.clear();
  await round(await runOf({ name: 'later', keys: { carries: ['reports'] } }));
  expect([...target.reports.values()].map(({ date, rows }) => [date, rows])).toEqual([
    ['2026-01-14', 0],
    ['2026-01-15', 3],
  ]);
});

it('sends the days that a target asks for again, until that succeeds', async () => {
  await load('2026-01-10', [1]);
  await load('2026-01-15', [2]);
  const run = await runOf();
  target.asked = { since: '2026-01-12', until: '2026-01-20' };
  await round(run);
  expect(target.batches).toHaveLength(2);
  expect(target.asked).toBeUndefined();
  target.events.clear();
  target.asked = { since: '2026-01-12', until: '2026-01-20' };
  target.trouble = async () => {
    throw new SundialError('usage', { problem: 'no room' });
  };
  expect(await run.hasWork()).toBe(true);
  await expect(round(run)).rejects.toThrow('no room');
  expect(target.asked).toBeDefined();
  target.trouble = async () => {};
  await round(run);
  expect(hosts()).toEqual(['host2.example']);
  expect([target.asked, await run.hasWork()]).toEqual([undefined, false]);
});

it('replaces a slice for an output of whole reports also when only rows of other reports as well have changed', async () => {
  await load('2026-01-15', [1, 2, 3]);
  await load('2026-01-15', [2, 3], 'beta');
  const byEvents = await runOf({ name: 'by-events', takes: 'slices' });
  const byReport = await runOf({ takes: 'slices', dividesByReport: true });
  await round(byEvents);
  await round(byReport);
  const [, { reports }] = target.slices as [unknown, (typeof target.slices)[number]];
  expect([reports.alpha!.length, reports.beta!.length]).toEqual([3, 2]);
  await load('2026-01-15', [3], 'beta');
  await round(byEvents);
  expect(target.slices).toHaveLength(2);
  await round(byReport);
  expect(target.slices.at(-1)!.reports.beta).toHaveLength(1);
  expect(target.slices.at(-1)!.withdrawn).toEqual([]);
  await load('2026-01-15', [3]);
  await load('2026-01-15', [1, 3]);
  await round(byReport);
  // The first event was withdrawn and has returned.
  expect(target.slices.at(-1)!.withdrawn).toHaveLength(1);
  expect(await byReport.hasWork()).toBe(false);
});

it('prepares a target that expects to hear from the output before anything waits', async () => {
  await load('2026-01-15', [1]);
  await round(await runOf());
  const later = await runOf();
  expect(await later.hasWork()).toBe(false);
  target.isPresent = true;
  expect(await later.hasWork()).toBe(true);
  await round(later);
  expect([target.prepared, target.batches.length, await later.hasWork()]).toEqual([2, 1, false]);
});

it('sends changes of findings in the order of their steps', async () => {
  // One batch takes all findings of the other tests, too.
  const run = await runOf({ batchRows: 1_000, keys: { carries: ['findings'], types: ['scan_ntp'] } });
  await arrive(world, '2026-03-10', '192.0.2.1', '192.0.2.2');
  await followFindings(triageAt(world, '2026-03-11T09:00:00'), '2026-03-10');
  await round(run);
  const sent = [...target.findings.values()];
  expect(sent.map(({ subject }) => subject).sort()).toEqual(['192.0.2.1', '192.0.2.2']);
  expect(sent[0]).toMatchObject({
    ...{ type: 'scan_ntp', port: 123, transport: 'udp', state: 'open', changes: ['opened'] },
    ...{ firstSeen: '2026-03-10', lastSeen: '2026-03-10', severity: 'medium' },
  });
  await arrive(world, '2026-03-10', '192.0.2.1');
  await followFindings(triageAt(world, '2026-03-11T10:00:00'), '2026-03-10');
  await round(run);
  expect([...target.findings.values()].at(-1)).toMatchObject({
    subject: '192.0.2.2',
    changes: ['withdrawn'],
  });
  expect(target.findings.size).toBe(3);
  expect(await run.hasWork()).toBe(false);
});

it('forgets an output without an entry, and what only that output has kept', async () => {
  for (const { name } of await world.store.changes.consumers()) await world.store.changes.forget(name);
  await load('2026-01-15', [1, 2]);
  const run = await runOf({ name: 'leaving' });
  target.refuses = (id) => id === [...target.batches].flatMap(messageIds)[0];
  await round(run);
  await load('2026-01-15', [2, 3]);
  const kept = async () =>
    world.operator.tables.rows(
      'SELECT 1 AS row FROM withdrawn_rows UNION ALL SELECT 2 AS row FROM change_rows',
    );
  expect(await kept()).not.toEqual([]);
  const context = sendingContext();
  const around = { configured: new Set(['staying']), dataFolder: world.folder };
  const leaving = { name: 'leaving', refused: 1, hasPosition: true };
  expect(await removedOutputs(context, around.configured)).toContainEqual(leaving);
  expect(await forgetOutput(context, 'leaving', around)).toEqual(leaving);
  expect(await kept()).toEqual([]);
  expect([await run.letters.count(), (await run.state()).isNew]).toEqual([0, true]);
  const refused = { code: 'output-unknown' };
  await expect(forgetOutput(context, 'leaving', around)).rejects.toMatchObject(refused);
  await expect(forgetOutput(context, 'staying', around)).rejects.toMatchObject({ code: 'output-configured' });
});

const messageIds = (batch: MemoryTarget['batches'][number]) =>
  batch.carries === 'events' ? batch.appeared.map(({ id }) => id) : [];
