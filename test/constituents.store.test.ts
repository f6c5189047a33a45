// Checks that constituents get exactly their events, as of each event's date: scopes and memberships against a plain
// model over random histories of descriptions, and that the tests notice injected faults.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Constituents } from '../src/constituents/constituents.js';
import { HOLDING_KINDS, type Membership, membershipsOf } from '../src/constituents/matching.js';
import { parseAddress } from '../src/domain/address.js';
import type { Grant } from '../src/domain/scope.js';
import { type HostProperty, subjectProperty } from '../src/store/events/subject.js';
import type { ScopedStore } from '../src/store/index.js';
import { asOf, describeConstituents, gets, IDS } from './support/constituents-model.js';
import { isInScope } from './support/plain-scope.js';
import { type EventFacts, ScopedWorld } from './support/scoped-world.js';

let scoped: ScopedWorld;
beforeAll(async () => {
  scoped = await ScopedWorld.open();
  await describeConstituents(scoped);
});
afterAll(() => scoped.close());

const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);
const ofAll = (rows: readonly EventFacts[]) => sorted(rows.map(({ mark }) => mark));

async function marksIn(store: ScopedStore): Promise<number[]> {
  const rows = await store.statements.rows<{ mark: number }>(
    `SELECT toUInt32(e.rest['mark']) AS mark FROM ${store.events.from('1')}`,
    {},
  );
  return sorted(rows.map(({ mark }) => mark));
}

describe('the scope of a constituent', () => {
  it('shows exactly the events in the holdings that counted on their dates', async () => {
    const register = new Constituents(scoped.world.operator);
    const sizes = new Set<number>();
    for (const id of IDS) {
      const expected = ofAll(scoped.events.filter((row) => gets(row, id)));
      expect([id, await marksIn(scoped.world.store.as(await register.scopeOf(id)))]).toEqual([id, expected]);
      sizes.add(expected.length);
    }
    // Otherwise the scopes would prove little.
    expect(sizes.size).toBeGreaterThan(8);
  });

  it('leaves the other events outside', async () => {
    const register = new Constituents(scoped.world.operator);
    for (const id of IDS.slice(0, 5)) {
      const expected = ofAll(scoped.events.filter((row) => !gets(row, id)));
      const outside = scoped.world.operator.outside(await register.scopeOf(id));
      expect([id, await marksIn(outside)]).toEqual([id, expected]);
    }
  });

  it('is refused for an unknown constituent', async () => {
    await expect(new Constituents(scoped.world.operator).scopeOf('c')).rejects.toThrow(
      'there is no constituent c',
    );
  });
});

const ofSubject = (name: HostProperty) => subjectProperty(name, 'e.');
const ROWS = `SELECT toUInt32(e.rest['mark']) AS number, e.report_date AS date, e.subject_kind AS subject_kind,
  e.subject_first AS subject_first, e.subject_last AS subject_last, e.subject_text AS subject_text,
  ${ofSubject('hostname')} AS hostname, ${ofSubject('asn')} AS asn, upper(toString(${ofSubject('geo')})) AS country
  FROM events AS e`;

const shown = ({ number, id, kind, holding }: Membership) => `${number} ${id} ${kind} ${holding}`;

/** The memberships by the plain model, in any order. */
function expectedMemberships(): string[] {
  return scoped.events.flatMap((row) =>
    IDS.flatMap((id) => {
      const { domains = [], networks = [], asns = [], countries = [] } = asOf(id, row.date) ?? {};
      const single: (readonly [Membership['kind'], string, Grant])[] = [
        ...domains.map((name) => ['domain', name, { domains: [name] }] as const),
        ...networks.map((text) => ['network', text, { networks: [parseAddress(text)!] }] as const),
        ...asns.map((asn) => ['asn', String(asn), { asns: [asn] }] as const),
        ...countries.map((code) => ['country', code, { countries: [code] }] as const),
      ];
      return single
        .filter(([, , grant]) => isInScope(row, [grant]))
        .map(([kind, holding]) => shown({ number: row.mark, id, kind, holding }));
    }),
  );
}

const memberships = (rewrite = (sql: string) => sql) =>
  scoped.world.operator.questions.rows<Membership>(rewrite(membershipsOf(ROWS)));

describe('memberships of events', () => {
  it('are all holdings that contain them', async () => {
    const expected = expectedMemberships();
    expect(expected.length).toBeGreaterThan(500);
    expect((await memberships()).map(shown).toSorted()).toEqual(expected.toSorted());
  });

  it('begin with the most specific one', async () => {
    const found = await memberships();
    const width = ({ kind, holding }: Membership): number => {
      if (kind === 'domain') return -holding.split('.').length;
      if (kind !== 'network') return 0;
      const [address, bits] = holding.split('/');
      const all = address!.includes(':') ? 128 : 32;
      return all - Number(bits ?? all);
    };
    const keyOf = (each: Membership) => [each.number, HOLDING_KINDS.indexOf(each.kind), width(each)];
    const ordered = found.map(keyOf).toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!);
    expect(found.map(keyOf)).toEqual(ordered);
  });

  it.each<[string, string | RegExp, string]>([
    ['wider subjects are in a network', 'covering.last >= found.subject_last', '1'],
    ['IPv6 networks hold IPv4 addresses', "(position(covering.text, ':') = 0) =", '1 ='],
    ['the last day is included', /found\.date < covering/g, 'found.date <= covering'],
    ['a description counts before its first day', /found\.date >= covering\.holds_from AND/g, ''],
    ['a final dot hides a host', /trim\(TRAILING '\.' FROM/g, '('],
    ['only the name itself is in a domain', /range\(1, length/g, 'range(1, 2 + 0 * length'],
  ])('notices that %s', async (_fault, wrong, right) => {
    const sql = membershipsOf(ROWS);
    expect(sql.replaceAll(wrong, right)).not.toBe(sql);
    const found = await memberships((statement) => statement.replaceAll(wrong, right));
    expect(found.map(shown).toSorted()).not.toEqual(expectedMemberships().toSorted());
  });
});
