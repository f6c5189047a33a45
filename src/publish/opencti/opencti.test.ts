// Checks the connector against a double of the platform: registration, signs of life and reset, works, the queue, and
// failures.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asSundialError } from '../../domain/errors.js';
import { Secret } from '../../domain/secret.js';
import { json } from '../../net/testing/http-double.js';
import type { Output, Round } from '../output.js';
import { NEVER, SLICE } from '../testing/events.js';
import { Connector } from './connector.js';
import { OPENCTI_OPTIONS } from './declaration.js';
import type { Platform } from './platform.js';
import { type Given, outputTo, StepPace, sliceOf } from './testing/output.js';
import { failed, OpenctiDouble, TOKEN } from './testing/platform.js';

const ID = OPENCTI_OPTIONS.connector_id.default;
const HEADER = 'timestamp,ip,port,asn,tag';
const ROW = '2026-01-15 00:00:01,192.0.2.1,123,64496,ntp;cve-2021-44228';
const CSV = `${HEADER}\n${ROW}\n`;
const DONE = { status: 'done' } as Round;

let platform: OpenctiDouble;
let folder: string;
let output: Output;
let pace: StepPace;

beforeEach(async () => {
  platform = await OpenctiDouble.start();
  folder = await mkdtemp(path.join(tmpdir(), 'sundial-opencti-'));
});
afterEach(async () => {
  await output?.close();
  await platform.stop();
  await rm(folder, { recursive: true, force: true });
});

async function opened(given: Omit<Given, 'folder'> = {}): Promise<Output> {
  pace = new StepPace();
  output = await outputTo(platform.url, { folder, pace, ...given });
  return output;
}

async function prepared(given: Omit<Given, 'folder'> = {}): Promise<Output> {
  await opened(given);
  const signs = platform.pings.length;
  await output.prepare(NEVER);
  await vi.waitFor(() => expect(platform.pings.length).toBeGreaterThan(signs));
  return output;
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (thrown: unknown) => asSundialError(thrown).code,
  );

const typesHeld = () => [...platform.knowledge.objects.values()].map(({ type }) => type);

describe('a connector', () => {
  it('is registered before its first report, and by no check', async () => {
    const { facts } = await opened().then((one) => one.check(NEVER));
    expect(Object.fromEntries(facts)).toMatchObject({ user: '[C] Shadowserver', version: '6.8.10' });
    expect(platform.state(ID)).toBeUndefined();
    await output.prepare(NEVER);
    expect(platform.state(ID) ?? '').toBe('');
  });

  it('gives a sign of life every 40 seconds, with its state', async () => {
    await prepared();
    await output.answered!(output.asked!()!, NEVER);
    await pace.pass(40_000);
    await pace.pass(40_000);
    expect(platform.pings.length).toBeGreaterThanOrEqual(2);
    expect(platform.pings.at(-1)).toMatchObject({ id: ID, state: '{"last_run":"2026-01-16T06:00:00.000Z"}' });
  });

  it('asks for the days of the first run, until they were sent', async () => {
    await prepared({ values: { first_days: 3 } });
    expect(output.asked!()).toEqual({ since: '2026-01-14', until: '2026-01-16' });
    await output.answered!(output.asked!()!, NEVER);
    expect(output.asked!()).toBeUndefined();
    expect(platform.state(ID)).toContain('last_run');
  });

  it('asks for them again when a person has reset it on the platform', async () => {
    await prepared();
    await output.answered!(output.asked!()!, NEVER);
    platform.reset(ID);
    await pace.pass(40_000);
    await pace.pass(40_000);
    expect(output.asked!()).toEqual({ since: '2025-12-18', until: '2026-01-16' });
    // A round that ends in the meantime does not answer that.
    await output.ended!(DONE, NEVER);
    expect(output.asked!()).toBeDefined();
  });

  it('does not ask for them again when an earlier sign of life is answered after the first run ended', async () => {
    const open: { readonly state: string; readonly answer: (state: string) => void }[] = [];
    const platform = {
      register: async () => ({ userId: 'user', state: '', broker: undefined }),
      ping: (state: string) => new Promise<string>((answer) => open.push({ state, answer })),
    } as unknown as Platform;
    const { clock, sleep } = new StepPace();
    const connector = new Connector({ platform, clock, sleep, what: 'cti', firstDays: 3, queueMb: 1 });
    await connector.start(NEVER);
    await setImmediate();
    const ended = connector.ran(connector.asked, NEVER);
    await setImmediate();
    // The newest first, as over several connections.
    for (let one = open.pop(); one; one = open.pop()) {
      one.answer(one.state);
      await setImmediate();
    }
    await ended;
    expect(connector.asked).toBeUndefined();
    connector.close();
  });

  it('asks once after a reset that came while it was away', async () => {
    await prepared();
    await output.answered!(output.asked!()!, NEVER);
    await output.close();
    platform.reset(ID);
    await prepared();
    await output.answered!(output.asked!()!, NEVER);
    expect(output.asked!()).toBeUndefined();
    expect(platform.state(ID)).toContain('last_run');
  });

  it('asks for them again after a reset while they are sent', async () => {
    await prepared();
    const asked = output.asked!()!;
    platform.reset(ID);
    await pace.pass(40_000);
    await vi.waitFor(() => expect(output.asked!()).not.toBe(asked));
    await output.answered!(asked, NEVER);
    expect(output.asked!()).toEqual(asked);
    await output.answered!(output.asked!()!, NEVER);
    expect(output.asked!()).toBeUndefined();
  });

  it('notices a reset during the round that would have ended the first run', async () => {
    await prepared();
    const asked = output.asked!()!;
    platform.reset(ID);
    await output.answered!(asked, NEVER);
    expect(output.asked!()).toBeDefined();
    expect(platform.state(ID)).toBe('');
  });

  it('continues with the state that the existing connector left', async () => {
    await prepared();
    await output.answered!(output.asked!()!, NEVER);
    await output.close();
    await prepared();
    expect(output.asked!()).toBeUndefined();
  });

  it('is registered again after it was removed on the platform, and begins anew', async () => {
    await prepared();
    const asked = output.asked!()!;
    platform.remove(ID);
    await output.replace!(sliceOf({ alpha: CSV }), NEVER);
    expect(platform.state(ID) ?? '').toBe('');
    // What was sent before has gone with the queue.
    await output.answered!(asked, NEVER);
    expect(output.asked!()).toEqual(asked);
  });
});

describe('a report', () => {
  it('becomes objects under a work that expects each of them', async () => {
    await prepared();
    expect(await output.replace!(sliceOf({ alpha: CSV, beta: CSV }), NEVER)).toEqual([]);
    expect(typesHeld().filter((type) => type === 'report')).toHaveLength(2);
    expect(typesHeld()).toEqual(expect.arrayContaining(['ipv4-addr', 'vulnerability', 'note', 'identity']));
    const works = [...platform.works.values()];
    expect(works.map(({ name }) => name)).toEqual([
      'Shadowserver Report scan_ntp: alpha 2026-01-15',
      'Shadowserver Report scan_ntp: beta 2026-01-15',
    ]);
    for (const { expected, processed, status, inError, errors } of works)
      expect({ left: expected - processed, status, inError, errors }).toEqual({
        ...{ left: 0, status: 'complete', inError: false, errors: [] },
      });
    const sent = works.reduce((sum, { processed }) => sum + processed, 0);
    expect(platform.knowledge.received.checked).toBe(sent);
  });

  it('stays one report when it is sent again, and when it is issued again', async () => {
    await prepared();
    await output.replace!(sliceOf({ alpha: CSV }), NEVER);
    const before = [...platform.knowledge.objects.keys()];
    await output.replace!(sliceOf({ alpha: CSV }), NEVER);
    expect([...platform.knowledge.objects.keys()]).toEqual(before);
    const longer = `${CSV}2026-01-15 00:00:02,192.0.2.2,123,64496,ntp\n`;
    await output.replace!(sliceOf({ alpha: longer }, '2026-01-16T04:00:00.000Z'), NEVER);
    const [report] = [...platform.knowledge.objects.values()].filter(({ type }) => type === 'report');
    expect(report).toMatchObject({ modified: '2026-01-16T04:00:00.000Z' });
    expect(typesHeld().filter((type) => type === 'report' || type === 'note')).toHaveLength(2);
  });

  it('has a newer version with each other content, whatever the times of its reports say', async () => {
    await prepared();
    const modified = async (...slice: Parameters<typeof sliceOf>) => {
      await output.replace!(sliceOf(...slice), NEVER);
      const alpha = [...platform.knowledge.objects.values()].find(({ name }) =>
        String(name).includes(': alpha'),
      );
      return alpha!.modified;
    };
    const longer = `${CSV}2026-01-15 00:00:02,192.0.2.2,123,64496,ntp\n`;
    const [first, earlier] = ['2026-01-16T04:00:00.000Z', '2026-01-16T03:00:00.000Z'];
    expect(await modified({ alpha: CSV, beta: CSV }, first)).toBe(first);
    expect(await modified({ alpha: longer, beta: CSV }, earlier)).toBe('2026-01-16T04:00:00.001Z');
    expect(await modified({ alpha: longer, beta: CSV }, earlier)).toBe('2026-01-16T04:00:00.001Z');
    expect(await modified({ beta: CSV }, earlier)).toBe('2026-01-16T04:00:00.002Z');
  });

  it('is revoked when no row is left', async () => {
    await prepared();
    await output.replace!(sliceOf({ alpha: CSV, beta: CSV }), NEVER);
    await output.close();
    await prepared();
    await output.replace!(sliceOf({ alpha: `${HEADER}\n` }, '2026-01-16T04:00:00.000Z'), NEVER);
    const revoked = [...platform.knowledge.objects.values()].filter(({ revoked }) => revoked === true);
    expect(revoked.map(({ type }) => type).toSorted()).toEqual(['note', 'note', 'report', 'report']);
    const works = platform.works.size;
    await output.replace!(sliceOf({ alpha: `${HEADER}\n` }, '2026-01-16T04:00:00.000Z'), NEVER);
    expect(platform.works.size).toBe(works);
  });

  it.each(['plain', 'connector'] as const)(
    'has the notes on rows revoked that a new version lacks (%s names)',
    async (names) => {
      const downloadId = async () => new Secret('AbC123');
      await prepared({ values: { notes: 'rows', names }, downloadId });
      const other = '2026-01-15 00:00:02,192.0.2.2,123,64496,ntp';
      await output.replace!(sliceOf({ alpha: `${CSV}${other}\n`, beta: CSV }), NEVER);
      const notes = () => [...platform.knowledge.objects.values()].filter(({ type }) => type === 'note');
      const before = notes().length;
      const withdrawn = { alpha: `${HEADER}\n${other}\n` };
      await output.replace!(
        sliceOf({ alpha: CSV, beta: CSV }, '2026-01-16T04:00:00.000Z', SLICE, withdrawn),
        NEVER,
      );
      expect(notes()).toHaveLength(before);
      const revoked = notes().filter((note) => note.revoked === true);
      expect(revoked).toHaveLength(1);
      expect(revoked[0]!.content).toContain('192.0.2.2');
    },
  );

  it('shows its bad values as errors of the work, and keeps all others', async () => {
    await prepared();
    const bad = `${HEADER}\n2026-01-15 00:00:01,somewhere,123,64496,ntp\n${ROW}\n`;
    await output.replace!(sliceOf({ alpha: bad }), NEVER);
    const [work] = platform.works.values();
    expect(work!.errors).toEqual([{ error: expect.stringContaining('ip: '), source: 'ip' }]);
    expect(work!.expected).toBe(work!.processed);
    expect(typesHeld()).toContain('ipv4-addr');
  });

  it('has the original, unless the output is limited to some of its rows', async () => {
    const original = async function* () {
      yield Buffer.from(CSV);
    };
    await prepared({ original });
    await output.replace!(sliceOf({ alpha: CSV }), NEVER);
    const [artifact] = [...platform.knowledge.objects.values()].filter(({ type }) => type === 'artifact');
    expect(Buffer.from(String(artifact!.payload_bin), 'base64').toString()).toBe(CSV);
    platform.knowledge.objects.clear();
    for (const keys of [{ constituents: ['zoo'] }, { filter: ['geo=AT'] }]) {
      await output.close();
      await prepared({ original, keys });
      await output.replace!(sliceOf({ alpha: CSV }), NEVER);
      expect(typesHeld()).not.toContain('artifact');
    }
  });

  it('is marked with the level that the output has', async () => {
    await prepared({ values: { marking: 'TLP:AMBER', create_incident: true } });
    await output.replace!(sliceOf({ alpha: CSV }), NEVER);
    const amber = 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82';
    for (const object of platform.knowledge.objects.values())
      if (object.type !== 'marking-definition') expect(object.object_marking_refs).toEqual([amber]);
    expect(typesHeld()).toContain('case-incident');
  });
});

describe('a full queue', () => {
  it('holds a report back before it begins', async () => {
    await prepared();
    platform.queueBytes = 600_000_000;
    expect(await codeOf(output.replace!(sliceOf({ alpha: CSV }), NEVER))).toBe('opencti-queue-full');
    expect(platform.works.size).toBe(0);
  });

  it('delays the next part of a report that was begun', async () => {
    await prepared({ values: { queue_mb: 1 } });
    platform.isWorking = false;
    const rows = Array.from(
      { length: 3_000 },
      (_, at) => `2026-01-15 00:00:01,192.0.2.${at % 250},${at},64496,x${'y'.repeat(300)}`,
    );
    const pushed = output.replace!(sliceOf({ alpha: [HEADER, ...rows].join('\n') }), NEVER);
    await pace.pass(10_000);
    const waiting = platform.queue.length;
    expect(waiting).toBeGreaterThan(0);
    await pace.pass(20_000);
    expect(platform.queue).toHaveLength(waiting);
    // From now on a worker empties the queue at once.
    for (const queued of platform.queue.splice(0)) platform.import(queued);
    platform.isWorking = true;
    expect(await pushed).toEqual([]);
  });
});

describe('when the platform fails', () => {
  const cases = [
    ['AUTH_REQUIRED', () => failed('AUTH_REQUIRED', `no ${TOKEN}`, 401), 'opencti-auth'],
    ['FORBIDDEN_ACCESS', () => failed('FORBIDDEN_ACCESS', 'You are not allowed', 403), 'opencti-auth'],
    ['UNSUPPORTED_ERROR', () => failed('UNSUPPORTED_ERROR', 'Invalid bundle'), 'opencti-refused'],
    ['DATABASE_ERROR', () => failed('DATABASE_ERROR', 'no shard'), 'opencti-failed'],
    ['status 401', () => ({ status: 401, body: `bad ${TOKEN}` }), 'opencti-auth'],
    ['status 413', () => ({ status: 413 }), 'net-refused'],
    ['status 502', () => ({ status: 502, body: '<html>' }), 'net-failed'],
    ['an answer cut short', () => ({ ...json({ data: {} }), cutAfter: 4 }), 'net-cut'],
    ['a web page', () => ({ body: '<html></html>' }), 'net-malformed'],
  ] as const;
  it.each(cases)(
    '(%s) it says so without the token, and the report is sent again',
    async (_, answer, code) => {
      await prepared();
      platform.fail = (operation) => (operation === 'stixBundlePush' ? answer() : undefined);
      const failure = await output.replace!(sliceOf({ alpha: CSV }), NEVER).then(
        () => undefined,
        (thrown: unknown) => asSundialError(thrown),
      );
      expect(failure?.code).toBe(code);
      expect(failure?.message).not.toContain(TOKEN);
      expect([...platform.works.values()].map(({ inError }) => inError)).toEqual([true]);
      platform.fail = () => undefined;
      await output.replace!(sliceOf({ alpha: CSV }), NEVER);
      expect(typesHeld().filter((type) => type === 'report')).toHaveLength(1);
    },
  );

  it('refuses an answer of another form without quoting it', async () => {
    await opened();
    platform.fail = () => json({ data: { registerConnector: { config: { connection: { pass: 'hare' } } } } });
    const failure = asSundialError(await output.prepare(NEVER).catch((thrown: unknown) => thrown));
    expect(failure.code).toBe('net-malformed');
    expect(failure.message).not.toContain('hare');
  });

  it('ends the work that a killed process left', async () => {
    await prepared();
    const killed = new AbortController();
    platform.fail = (operation) => {
      if (operation === 'stixBundlePush') killed.abort(new Error('killed'));
      return undefined;
    };
    await expect(output.replace!(sliceOf({ alpha: CSV }), killed.signal)).rejects.toThrow();
    expect([...platform.works.values()][0]!.status).toBe('progress');
    await output.close();
    platform.fail = () => undefined;
    await prepared();
    expect([...platform.works.values()][0]).toMatchObject({ status: 'complete', inError: true });
    await output.replace!(sliceOf({ alpha: CSV }), NEVER);
    for (const [id, times] of platform.knowledge.imports)
      expect([id, times]).toEqual([id, expect.any(Number)]);
    expect(typesHeld().filter((type) => type === 'report')).toHaveLength(1);
  });
});

describe('settings', () => {
  it.each([
    ['the placeholder of the samples', { connector_id: 'ChangeMe' }, 'placeholder'],
    ['another text', { connector_id: 'shadowserver' }, 'is no UUID'],
    ['no address', { url: '' }, 'is missing'],
    ['no collection', { push_by: 'taxii' }, 'outputs.cti.taxii_url is missing'],
  ] as const)('refuse %s', async (_, values, problem) => {
    await expect(opened({ values })).rejects.toThrow(problem);
  });

  it('refuse names that open whole reports where the output has a part of them', async () => {
    const limits = [{ constituents: ['zoo'] }, { filter: ['geo=AT'] }, { max_tlp: 'AMBER' }] as const;
    for (const keys of limits)
      await expect(opened({ values: { names: 'connector' }, keys })).rejects.toThrow(
        'outputs.cti.names is connector, which opens whole reports',
      );
    await opened({ keys: limits[0] });
  });
});
