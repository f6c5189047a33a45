// Scenarios of identity and ledger: which rows count once, which versions replace others, and their records in the
// ledger.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SundialError } from '../src/domain/errors.js';
import type { FileOutcome } from '../src/pipeline/index.js';
import type { LedgerRow } from '../src/store/index.js';
import { campaign } from './setup/campaign.js';
import { checkInvariants, checkOutcomes } from './support/invariants.js';
import { addressOf, numbers, report, reportFile } from './support/reports.js';
import { type Given, World } from './support/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

/** Each test uses a different report type, so that one store suffices for all. */
let types = 0;
const nextType = () => `scan_test${++types}`;
const DATE = '2026-01-15';
const OTHER_DATE = '2026-01-16';

const given = (list: string, type: string, content: string, more: Partial<Given> = {}): Given => ({
  name: reportFile(list, DATE, type),
  content,
  ...more,
});

/**
 * Full campaigns check the whole store after each step. Plain runs check it after restarts, of which the last test of the
 * file has one: nothing removes the reports of the tests before.
 */
const checksSteps = campaign({ short: false, full: true });

/** Ingests one command's files and checks that all of their rows are accounted for. */
async function ingest(files: readonly Given[], batchBytes?: number): Promise<FileOutcome[]> {
  const outcomes = await world.ingest(files, batchBytes);
  checkOutcomes(outcomes);
  if (checksSteps) await checkInvariants(world.store);
  return outcomes;
}

async function ingestOne(file: Given): Promise<FileOutcome> {
  const outcomes = await ingest([file]);
  expect(outcomes).toHaveLength(1);
  return outcomes[0]!;
}

/** The visible events of a slice, by their numbers, and the lists whose copies count. */
async function visible(type: string, date = DATE): Promise<{ number: number; list: string }[]> {
  const rows = await world.operator.tables.rows<{ host: string; list: string }>(
    `SELECT hostname AS host, list FROM events WHERE report_date = {date:Date} AND report_type = {type:String}
     ORDER BY toUInt32(extract(hostname, '[0-9]+')), list`,
    { date, type },
  );
  return rows.map(({ host, list }) => ({ number: Number(/\d+/.exec(host)![0]), list }));
}

const seen = async (type: string) => (await visible(type)).map(({ number }) => number);
const ledgerOf = (type: string): Promise<LedgerRow[]> => world.operator.ledger.find({ types: [type] });

async function rawRows(type: string): Promise<{ list: string; first: number; rows: number }[]> {
  return world.operator.tables.rows(
    'SELECT list, first, count() AS rows FROM event_rows WHERE report_type = {type:String} GROUP BY ALL ORDER BY ALL',
    { type },
  );
}

async function deliveriesOf(type: string): Promise<{ path: string; outcome: string }[]> {
  return world.operator.tables.rows(
    'SELECT path, toString(outcome) AS outcome FROM deliveries WHERE report_type = {type:String} ORDER BY path, delivered_at',
    { type },
  );
}

describe('the same content again', () => {
  test('is not counted twice, and is a new delivery only from another place or at another time', async () => {
    const type = nextType();
    const file = given('alpha', type, report(numbers(1, 10)));
    expect(await ingestOne(file)).toMatchObject({ outcome: 'loaded', rows: 10, accepted: 10, duplicate: 0 });
    expect(await ingestOne(file)).toMatchObject({ outcome: 'known', rows: 10, accepted: 0, duplicate: 10 });
    expect(await deliveriesOf(type)).toHaveLength(1);
    await ingestOne({ ...file, folder: 'elsewhere' });
    await ingestOne({ ...file, deliveredAt: new Date('2026-02-02T00:00:00Z') });
    expect((await deliveriesOf(type)).map(({ outcome }) => outcome).sort()).toEqual([
      'known',
      'known',
      'loaded',
    ]);
    expect(await seen(type)).toEqual(numbers(1, 10));
    expect(await ledgerOf(type)).toHaveLength(1);
  });

  test('twice in one command is one report', async () => {
    const type = nextType();
    const file = given('alpha', type, report(numbers(1, 5)));
    const outcomes = await ingest([file, { ...file, folder: 'copy' }]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['loaded', 'known']);
    expect(outcomes[1]).toMatchObject({ rows: 5, accepted: 0, duplicate: 5 });
  });

  test.each([
    ['a byte-order mark', { bom: true }],
    ['other line ends', { lineEnd: '\r\n' }],
    ['rows in another order', { reversed: true }],
  ])('with %s is the same report, without a flip', async (_, form) => {
    const type = nextType();
    await ingestOne(given('alpha', type, report(numbers(1, 6))));
    const before = await ledgerOf(type);
    const again = await ingestOne(given('alpha', type, report(numbers(1, 6), form)));
    expect(again).toMatchObject({ outcome: 'known', rows: 6, accepted: 0, duplicate: 6, supersedes: false });
    expect(await ledgerOf(type)).toEqual(before);
    expect(await seen(type)).toEqual(numbers(1, 6));
  });

  test('in another type or on another day is another report', async () => {
    const [type, other] = [nextType(), nextType()];
    const content = report(numbers(1, 4));
    await ingest([
      given('alpha', type, content),
      given('alpha', other, content),
      { name: reportFile('alpha', OTHER_DATE, type), content },
    ]);
    expect(await visible(type)).toHaveLength(4);
    expect(await visible(other)).toHaveLength(4);
    expect(await visible(type, OTHER_DATE)).toHaveLength(4);
  });
});

describe('several lists', () => {
  test.each([
    ['in one batch', 1024 * 1024],
    ['one after the other', 1],
  ])('with the same content count each event once (%s)', async (_, batchBytes) => {
    const type = nextType();
    const content = report(numbers(1, 8));
    const outcomes = await ingest([given('alpha', type, content), given('beta', type, content)], batchBytes);
    expect(outcomes).toMatchObject([
      { accepted: 8, duplicate: 0 },
      { accepted: 0, duplicate: 8 },
    ]);
    expect(await rawRows(type)).toEqual([
      { list: 'alpha', first: 1, rows: 8 },
      { list: 'beta', first: 0, rows: 8 },
    ]);
  });

  test('that overlap are visible as their union', async () => {
    const type = nextType();
    const outcomes = await ingest([
      given('alpha', type, report(numbers(1, 10))),
      given('beta', type, report(numbers(6, 15))),
      given('gamma', type, report([...numbers(1, 3), ...numbers(14, 20)])),
    ]);
    expect(outcomes.map(({ accepted, duplicate }) => [accepted, duplicate])).toEqual([
      [10, 0],
      [5, 5],
      [5, 5],
    ]);
    expect(await seen(type)).toEqual(numbers(1, 20));
  });

  test('identical rows in one file are duplicates', async () => {
    const type = nextType();
    const outcome = await ingestOne(given('alpha', type, report([1, 2, 2, 3, 3, 3])));
    expect(outcome).toMatchObject({ rows: 6, accepted: 3, duplicate: 3 });
    expect(await seen(type)).toEqual([1, 2, 3]);
  });

  test('rows that cannot be aligned are set aside and counted', async () => {
    const type = nextType();
    const broken = `${report([1, 2])}${'x,'.repeat(20)}x\n`;
    const outcome = await ingestOne(given('alpha', type, broken));
    expect(outcome).toMatchObject({ rows: 3, accepted: 2, quarantined: 1 });
  });
});

describe('a re-issue', () => {
  test('replaces the earlier version, and the ledger shows both', async () => {
    const type = nextType();
    await ingestOne(given('alpha', type, report(numbers(1, 5))));
    const [before] = await ledgerOf(type);
    const outcome = await ingestOne(given('alpha', type, report(numbers(4, 9))));
    expect(outcome).toMatchObject({ outcome: 'loaded', supersedes: true, rows: 6, accepted: 6 });
    expect(await seen(type)).toEqual(numbers(4, 9));
    const [old, current] = await ledgerOf(type);
    expect(old).toMatchObject({ load: before!.load, state: 'purged', successor: current!.load, rows: 5 });
    expect(current).toMatchObject({ state: 'live', successor: 0, accepted: 6 });
    expect(await rawRows(type)).toEqual([{ list: 'alpha', first: 1, rows: 6 }]);
  });

  test('keeps events that are also in another list, even if the old copy was the counted one', async () => {
    const type = nextType();
    await ingest([
      given('alpha', type, report(numbers(1, 6))),
      given('beta', type, report(numbers(4, 8))),
      given('gamma', type, report([1, 6, 20])),
    ]);
    await ingestOne(given('alpha', type, report([1, 30])));
    expect(await seen(type)).toEqual([1, 4, 5, 6, 7, 8, 20, 30]);
    const live = (await ledgerOf(type)).filter(({ state }) => state === 'live');
    expect(live.map(({ list }) => list).sort()).toEqual(['alpha', 'beta', 'gamma']);
  });

  test('keeps rows that were set aside in another list', async () => {
    const type = nextType();
    await ingest([
      given('alpha', type, report([1, 2])),
      given('beta', type, `${report([2])}${'x,'.repeat(20)}x\n`),
    ]);
    await ingestOne(given('alpha', type, report([1])));
    expect(await seen(type)).toEqual([1, 2]);
    const [beta] = await world.operator.ledger.find({ types: [type], states: ['live'], list: 'beta' });
    const kept = await world.operator.tables.rows(
      'SELECT line, reason FROM quarantine WHERE load = {load:UInt32}',
      {
        load: beta!.load,
      },
    );
    expect(kept).toEqual([{ line: 3, reason: 'more cells than the header' }]);
  });

  test('that returns to earlier content flips again', async () => {
    const type = nextType();
    const [first, second] = [report(numbers(1, 3)), report(numbers(3, 6))];
    await ingestOne(given('alpha', type, first));
    await ingestOne(given('alpha', type, second));
    const back = await ingestOne(given('alpha', type, first));
    expect(back).toMatchObject({ outcome: 'loaded', supersedes: true, accepted: 3 });
    expect(await seen(type)).toEqual([1, 2, 3]);
    const states = (await ledgerOf(type)).map(({ state }) => state);
    expect(states).toEqual(['purged', 'purged', 'live']);
  });

  test('without any rows leaves only the events of other lists', async () => {
    const type = nextType();
    await ingest([given('alpha', type, report([1, 2])), given('beta', type, report([2, 3]))]);
    const outcome = await ingestOne(given('alpha', type, report([])));
    expect(outcome).toMatchObject({ outcome: 'loaded', rows: 0, supersedes: true });
    expect(await seen(type)).toEqual([2, 3]);
  });

  test('that shrinks sharply is flagged', async () => {
    const type = nextType();
    await ingestOne(given('alpha', type, report(numbers(1, 40))));
    const outcome = await ingestOne(given('alpha', type, report(numbers(1, 19))));
    expect(outcome.notices.join()).toContain('far fewer rows');
    expect((await ledgerOf(type)).at(-1)!.flags).toEqual(['shrunk']);
    await ingestOne(given('alpha', type, report(numbers(1, 18))));
    expect((await ledgerOf(type)).at(-1)!.flags).toEqual([]);
  });

  test('in one command with the first version is an error, and the first loads', async () => {
    const type = nextType();
    const outcomes = await ingest([
      given('alpha', type, report([1]), { folder: 'a' }),
      given('alpha', type, report([2]), { folder: 'b' }),
      given('beta', type, report([3])),
    ]);
    const byPath = new Map(outcomes.map((outcome) => [outcome.path, outcome]));
    const refused = byPath.get(`b/${reportFile('alpha', DATE, type)}`)!;
    expect(refused).toMatchObject({ outcome: 'failed', error: { code: 'report-name-conflict' } });
    expect(refused.error!.message).toContain(`a/${reportFile('alpha', DATE, type)}`);
    expect(await seen(type)).toEqual([1, 3]);
  });
});

describe('the publisher’s time', () => {
  const [monday, tuesday, wednesday] = [1_769_000_000, 1_769_100_000, 1_769_200_000];

  test('orders versions: an older one never replaces a newer', async () => {
    const type = nextType();
    await ingestOne(given('alpha', type, report([1, 2]), { publishedAt: tuesday }));
    const late = await ingestOne(given('alpha', type, report([1]), { publishedAt: monday }));
    expect(late).toMatchObject({ outcome: 'older', accepted: 0, supersedes: false });
    const unknown = await ingestOne(given('alpha', type, report([5])));
    expect(unknown.outcome).toBe('older');
    expect(await seen(type)).toEqual([1, 2]);
    const newer = await ingestOne(given('alpha', type, report([7]), { publishedAt: wednesday }));
    expect(newer).toMatchObject({ outcome: 'loaded', supersedes: true });
    expect(await seen(type)).toEqual([7]);
  });

  test('if unknown for both, the later arrival counts; a known time takes precedence over an unknown one', async () => {
    const type = nextType();
    await ingestOne(given('alpha', type, report([1])));
    expect((await ingestOne(given('alpha', type, report([2])))).outcome).toBe('loaded');
    const known = await ingestOne(given('alpha', type, report([3]), { publishedAt: monday }));
    expect(known.outcome).toBe('loaded');
    expect(await seen(type)).toEqual([3]);
  });

  test.each([
    ['the same bytes', {}],
    ['the same rows', { bom: true }],
  ])('is learned when %s arrive again with one', async (_, form) => {
    const type = nextType();
    await ingestOne(given('alpha', type, report([1, 2])));
    await ingestOne(given('alpha', type, report([1, 2], form), { publishedAt: tuesday }));
    const late = await ingestOne(given('alpha', type, report([9]), { publishedAt: monday }));
    expect(late.outcome).toBe('older');
    expect(await seen(type)).toEqual([1, 2]);
  });
});

describe('a mixed batch', () => {
  test('of new, known, re-issued, repeated and refused files in slices of several types', async () => {
    const [ntp, dns, sinkhole] = [nextType(), nextType(), nextType()];
    await ingest(
      [ntp, dns, sinkhole].flatMap((type) => [
        given('alpha', type, report(numbers(1, 6))),
        given('beta', type, report(numbers(4, 9))),
      ]),
    );
    const outcomes = await ingest([
      given('alpha', ntp, report(numbers(1, 2))),
      given('beta', ntp, report(numbers(4, 9))),
      given('alpha', dns, report(numbers(1, 6), { reversed: true })),
      given('gamma', dns, report(numbers(8, 12))),
      { name: 'holiday.csv', content: report([1]) },
      given('alpha', sinkhole, report(numbers(3, 4))),
      given('beta', sinkhole, report(numbers(5, 9))),
      { name: reportFile('alpha', OTHER_DATE, ntp), content: report([77]) },
    ]);
    const outcomeOf = new Map(outcomes.map(({ path, outcome }) => [path, outcome]));
    expect(outcomeOf.get('in/holiday.csv')).toBe('failed');
    expect(outcomeOf.get(`in/${reportFile('beta', DATE, ntp)}`)).toBe('known');
    expect(outcomeOf.get(`in/${reportFile('alpha', DATE, dns)}`)).toBe('known');
    expect(outcomes.filter(({ outcome }) => outcome === 'loaded')).toHaveLength(5);
    expect(await seen(ntp)).toEqual([1, 2, ...numbers(4, 9)]);
    expect(await seen(dns)).toEqual(numbers(1, 12));
    expect(await seen(sinkhole)).toEqual(numbers(3, 9));
    expect((await visible(ntp, OTHER_DATE)).map(({ number }) => number)).toEqual([77]);
  });

  test('survives a restart of the store unchanged', async () => {
    const type = nextType();
    await ingest([given('alpha', type, report([1, 2])), given('beta', type, report([2, 3]))]);
    const ledger = await ledgerOf(type);
    await world.restart();
    await checkInvariants(world.store);
    expect(await ledgerOf(type)).toEqual(ledger);
    expect(await seen(type)).toEqual([1, 2, 3]);
  });

  test('shows events with their addresses', async () => {
    const type = nextType();
    await ingestOne(given('alpha', type, report([10])));
    const [event] = await world.operator.tables.rows<{ ip: string }>(
      'SELECT toString(ip) AS ip FROM events WHERE report_type = {type:String}',
      { type },
    );
    expect(event!.ip).toBe(addressOf(10));
  });
});

describe('a batch that fails', () => {
  test('because of one file is loaded without that file', async () => {
    const type = nextType();
    const bad = `in/${reportFile('bad', DATE, type)}`;
    const load = world.loader.load.bind(world.loader);
    vi.spyOn(world.loader, 'load').mockImplementation(async (requests, beforeFlip) => {
      if (requests.some(({ path }) => path === bad))
        throw new SundialError('file-not-a-report', { file: bad, problem: 'is not a report' });
      return load(requests, beforeFlip);
    });
    const outcomes = await ingest(
      ['alpha', 'bad', 'beta'].map((list, at) => given(list, type, report([at]))),
    );
    vi.restoreAllMocks();
    expect(outcomes.map(({ path, outcome }) => [path, outcome])).toEqual([
      [bad, 'failed'],
      [`in/${reportFile('alpha', DATE, type)}`, 'loaded'],
      [`in/${reportFile('beta', DATE, type)}`, 'loaded'],
    ]);
    expect(await seen(type)).toEqual([0, 2]);
  });

  test('before the flip leaves neither rows nor deliveries', async () => {
    const type = nextType();
    await ingestOne(given('alpha', type, report(numbers(1, 4))));
    const before = await ledgerOf(type);
    const write = world.store.ledger.write.bind(world.store.ledger);
    vi.spyOn(world.store.ledger, 'write').mockImplementation(async (entries) => {
      if (entries.some(({ state }) => state === 'live')) throw new Error('killed');
      await write(entries);
    });
    const files = [given('alpha', type, report([1])), given('beta', type, report([9]))];
    await expect(world.ingest(files)).rejects.toThrow('killed');
    vi.restoreAllMocks();
    expect(await seen(type)).toEqual(numbers(1, 4));
    await world.restart();
    await checkInvariants(world.store);
    expect(await ledgerOf(type)).toEqual(before);
    expect(await deliveriesOf(type)).toHaveLength(1);
    expect(await seen(type)).toEqual(numbers(1, 4));
  });
});
