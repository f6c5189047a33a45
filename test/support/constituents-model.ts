// Random histories of constituents, and a plain model of whose events they are on each date.
import fc from 'fast-check';
import { type Constituent, EMPTY } from '../../src/constituents/constituent.js';
import { Constituents } from '../../src/constituents/constituents.js';
import { parseAddress } from '../../src/domain/address.js';
import { ALWAYS } from '../../src/domain/days.js';
import { SEVERITIES } from '../../src/domain/event-columns.js';
import type { Grant } from '../../src/domain/scope.js';
import { campaign } from '../setup/campaign.js';
import { isInScope } from './plain-scope.js';
import { DATES, TYPES } from './scoped-reports.js';
import { clock, type EventFacts, ScopedWorld } from './scoped-world.js';

const NETWORKS = [
  ...['192.0.2.0/24', '192.0.2.0/25', '192.0.2.128/25', '192.0.2.7', '198.51.100.0/24', '0.0.0.0/0'],
  ...['2001:db8::/32', '2001:db8:1::/48', '2001:db8::1', '::/0', '::/64'],
];

/** A description that counts from a date on. */
interface Described {
  readonly constituent: Constituent;
  readonly since: string;
}

const few = <T>(values: readonly T[]) => fc.subarray([...values], { maxLength: 2 });
const description = fc.record({
  asns: few([64_496, 64_497, 4_200_000_000]),
  networks: few(NETWORKS),
  domains: few(['example.org', 'b.example.org', 'org', 'example.com']),
  countries: few(['DE', 'ZZ']),
  types: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.subarray(TYPES) }),
  severities: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray([...SEVERITIES]) },
  ),
  valid_from: fc.constantFrom(ALWAYS.from, ALWAYS.from, '2026-03-02'),
  valid_until: fc.constantFrom(ALWAYS.until, ALWAYS.until, '2026-03-03'),
});
const since = fc.constantFrom(ALWAYS.from, ...DATES, '2026-03-04');

export const IDS = Array.from({ length: campaign({ short: 10, full: 60 }) }, (_, number) => `c${number}`);
const ROUNDS = 3;
/** For each constituent its descriptions, oldest first. */
const histories = new Map<string, Described[]>(IDS.map((id) => [id, []]));

/** Stores the histories in the register of a store. */
export async function describeConstituents({ world }: ScopedWorld): Promise<void> {
  const register = new Constituents(world.operator);
  const samples = fc.sample(fc.record({ description, since }), {
    seed: ScopedWorld.seed,
    numRuns: IDS.length * ROUNDS,
  });
  for (let round = 0; round < ROUNDS; round++) {
    const changes = IDS.map((id, number) => {
      const sample = samples[round * IDS.length + number]!;
      return { since: sample.since, constituent: { ...EMPTY, ...sample.description, id } };
    });
    for (const change of changes) histories.get(change.constituent.id)!.push(change);
    for (const date of new Set(changes.map((change) => change.since))) {
      const ofDate = changes.filter((change) => change.since === date).map(({ constituent }) => constituent);
      await register.save(ofDate, { since: date, author: 'ada', reason: '', clock });
    }
  }
}

/**
 * The description that counts on a date: the latest one that counts from that date or an earlier one, if the date is
 * within its validity and that of the newest description.
 */
export function asOf(id: string, date: string): Constituent | undefined {
  const history = histories.get(id)!;
  const latest = history.findLast((each) => each.since <= date)?.constituent;
  const isValid = ({ valid_from, valid_until }: Constituent) => valid_from <= date && date < valid_until;
  return latest && isValid(latest) && isValid(history.at(-1)!.constituent) ? latest : undefined;
}

const holdings = ({ asns, networks, domains, countries }: Constituent): Grant => ({
  ...{ asns, domains, countries },
  networks: networks.map((text) => parseAddress(text)!),
});

/** Whether a constituent gets an event. */
export const gets = (row: EventFacts, id: string): boolean => {
  const constituent = asOf(id, row.date);
  if (!constituent) return false;
  const { types, severities } = constituent;
  const limits = { ...(types.length > 0 && { types }), ...(severities.length > 0 && { severities }) };
  return isInScope(row, [{ ...holdings(constituent), ...limits }]);
};
