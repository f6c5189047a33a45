// Checks that findings, pages of subjects and reports show exactly their parts within a scope, against a plain model.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAddress } from '../src/domain/address.js';
import { everything } from '../src/domain/everything.js';
import type { Scope } from '../src/domain/scope.js';
import { subjectText } from '../src/store/index.js';
import type { RowFacts } from './support/plain-scope.js';
import { DATES, LISTS, TYPES } from './support/scoped-reports.js';
import { counted, ScopedWorld } from './support/scoped-world.js';

let scoped: ScopedWorld;
beforeAll(async () => {
  scoped = await ScopedWorld.open();
});
afterAll(() => scoped.close());

describe('findings', () => {
  it('are derived from the days in the scope, and reveal nothing about other days', () =>
    scoped.each(async (grants, store) => {
      const rows = scoped.visibleDays(grants);
      const found = await store.findings.list({}, 10_000);
      expect(found.map(({ id }) => id).sort()).toEqual([...new Set(rows.map(({ id }) => id))].sort());
      expect(await store.findings.count({})).toBe(found.length);
      for (const finding of found) {
        const own = rows.filter(({ id }) => id === finding.id);
        const dates = own.map(({ date }) => date).sort();
        expect(finding).toMatchObject({
          first_seen: dates[0],
          last_seen: dates.at(-1),
          days: new Set(dates).size,
          events: own.reduce((sum, row) => sum + row.events, 0),
        });
        const newest = own.filter(({ date }) => date === dates.at(-1)).sort((a, b) => a.load - b.load);
        expect(newest.map(({ severity }) => severity)).toContain(finding.severity);
        expect(finding).toMatchObject({ asn: newest.at(-1)!.asn, hostname: newest.at(-1)!.hostname });
      }
      const latest = rows
        .map(({ date }) => date)
        .sort()
        .at(-1);
      expect(await store.findings.latestDay()).toBe(latest);
      expect(await store.findings.types()).toEqual([...new Set(rows.map(({ type }) => type))].sort());
    }, 30));

  it('equal the maintained ones under a scope that happens to include everything', async () => {
    const all = ['0.0.0.0/0', '::/0'].map((text) => parseAddress(text)!);
    const held = scoped.as([{ networks: all }]);
    const filter = { range: parseAddress('::/0')! };
    const found = await held.findings.list(filter, 10_000);
    expect(found.length).toBeGreaterThan(50);
    expect(found).toEqual(await scoped.world.operator.findings.list(filter, 10_000));
  });

  it('belong to a list by the days in the scope alone', async () => {
    const { tables } = scoped.world.operator;
    const loads = await tables.rows<{ load: number; list: string }>('SELECT load, list FROM reports');
    const listOf = new Map(loads.map(({ load, list }) => [load, list]));
    await scoped.each(async (grants, store) => {
      const sql = store.findings.heldBy((list) => `${list} = {asked:String}`);
      const asked = LISTS[0]!;
      const found = await store.findings.list({ matching: { sql, values: { asked } } }, 10_000);
      const own = scoped.visibleDays(grants).filter(({ load }) => listOf.get(load) === asked);
      expect(found.map(({ id }) => id).sort()).toEqual([...new Set(own.map(({ id }) => id))].sort());
    }, 15);
  });

  it('are selected by filters like the maintained ones', async () => {
    const all = ['0.0.0.0/0', '::/0'].map((text) => parseAddress(text)!);
    const held = scoped.as([{ networks: all }]);
    const cadences = Object.fromEntries(
      TYPES.map((type) => [type, scoped.world.catalogue.describe(type).cadence]),
    );
    for (const filter of [
      { types: ['scan_ntp'] },
      { asns: [64_496], severities: ['high' as const] },
      { tags: ['iot'] },
      { seenSince: DATES[2]! },
      { firstSeen: DATES[0]! },
      { gone: { date: DATES[2]!, cadences } },
    ]) {
      const inNetworks = { ...filter, range: parseAddress('::/0')! };
      const found = await held.findings.list(inNetworks, 10_000);
      expect(found, JSON.stringify(filter)).toEqual(
        await scoped.world.operator.findings.list(inNetworks, 10_000),
      );
      expect(found.length, JSON.stringify(filter)).toBeGreaterThan(0);
    }
  });
});

describe('the page of a subject', () => {
  it('contains only what the scope shows of the subject', () =>
    scoped.each(async (grants, store) => {
      for (const text of ['192.0.2.0/24', '2001:db8::/32']) {
        const query = { range: parseAddress(text)! };
        const history = store.historyOf(query);
        const about = (row: RowFacts) => overlaps(row, text);
        const own = scoped.visibleEvents(grants).filter(about);
        const seen = await history.events(10_000);
        const subjects = own.map(({ kind, first, last, text: subject_text }) =>
          subjectText({ subject_kind: kind as 'ip', first_hex: first, last_hex: last, subject_text }),
        );
        expect(seen.map(({ subject }) => subject).sort()).toEqual(subjects.sort());
        const seenDays = scoped.visibleDays(grants).filter(about);
        const perDay = (await history.days()).map(
          ({ type, date, events: of }) => [`${type} ${date}`, of] as const,
        );
        const expected = new Map<string, number>();
        for (const { type, date, events: of } of seenDays)
          expected.set(`${type} ${date}`, (expected.get(`${type} ${date}`) ?? 0) + of);
        expect(new Map(perDay)).toEqual(expected);
        const reports = await history.reports(10_000);
        expect(new Map(reports.map(({ id, rows }) => [id, rows]))).toEqual(
          counted(own.map(({ load }) => load)),
        );
      }
    }, 30));
});

const overlaps = ({ kind, first, last }: RowFacts, text: string) => {
  const { first: low, last: high } = parseAddress(text)!;
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
  return (kind === 'ip' || kind === 'network') && first <= hex(high) && last >= hex(low);
};

describe('reports', () => {
  it('are those with events in the scope, with the number of these events', () =>
    scoped.each(async (grants, store) => {
      const expected = counted(scoped.visibleEvents(grants).map(({ load }) => load));
      const found = await store.reports.list({}, 1_000);
      expect(new Map(found.map(({ load, events: of }) => [load, of]))).toEqual(expected);
      const filter = { types: ['scan_ntp', 'malware_url'], from: DATES[1]!, to: DATES[1]! };
      const chosen = await store.reports.list(filter, 1_000);
      expect(chosen.map(({ load }) => load).sort()).toEqual(
        found
          .filter(
            ({ report_type, report_date }) => filter.types.includes(report_type) && report_date === DATES[1],
          )
          .map(({ load }) => load)
          .sort(),
      );
    }, 30));
});

describe('a scope without grants', () => {
  it('shows nothing', async () => {
    const store = scoped.as([]);
    expect((await scoped.queries(store).count({})).count).toBe(0);
    expect(await store.findings.list({}, 10)).toEqual([]);
    expect(await store.findings.latestDay()).toBeUndefined();
    expect(await store.reports.list({}, 10)).toEqual([]);
  });
});

it("adds nothing to the operator's SQL", async () => {
  const sources = (scope: Scope) => {
    const { events: of, findings } = scoped.world.store.as(scope);
    return { events: of.from('e.port = 1'), findings: findings.source({ types: ['scan_ntp'] }) };
  };
  expect(sources(everything)).toEqual({
    events:
      'event_rows AS e WHERE e.first = 1 AND e.load NOT IN (SELECT load FROM hidden_loads) AND (e.port = 1)',
    findings: {
      from: 'SELECT *, 0 AS missed FROM findings',
      where: '(report_type IN {types:Array(String)})',
      values: { types: ['scan_ntp'] },
    },
  });
});
