// The scope benchmark: the cost of a constituent's scope against the same filter written by hand, for small and large
// shares of the events.

import path from 'node:path';
import { loadCatalogue } from '../src/catalogue/index.js';
import { EMPTY } from '../src/constituents/constituent.js';
import { Constituents } from '../src/constituents/index.js';
import { formatRange, parseAddress } from '../src/domain/address.js';
import type { Clock } from '../src/domain/clock.js';
import { ALWAYS } from '../src/domain/days.js';
import { everything } from '../src/domain/everything.js';
import { EventQueries } from '../src/query/index.js';
import { type OperatorStore, openStore, type ScopedStore } from '../src/store/index.js';
import { dayOf, loadMonth } from './month.js';
import { figure, machine, machineNote, type Sheet } from './sheet.js';

/** What is measured on a loaded store. */
export interface ScopeSize {
  /** The number of events. */
  readonly rows: number;
  /** How often each question is asked in either way. */
  readonly rounds: number;
}

export interface ScopeBench extends ScopeSize {
  /** The days over which the events are spread. */
  readonly days: number;
  /** An empty folder for all created files. */
  readonly folder: string;
}

const SHARES = [0.01, 0.3, 1];
/** The constituent that holds a share of the events. */
export const shareId = (share: number) => `share_${share * 100}`;
/** Bits of the networks of which scopes are made: /16 of IPv4. A query by hand takes at most 1,000 values. */
const BITS = 112;
const MOST_NETWORKS = 1_000;

type Ask = (queries: EventQueries, query: Readonly<Record<string, string[]>>) => Promise<number>;
const ASKED: Readonly<Record<string, Ask>> = {
  count: async (queries, query) => (await queries.count({ query })).count,
  'facet of tags': async (queries, query) => (await queries.facet({ query, facet: 'tag', limit: 20 })).events,
  'page of 50': async (queries, query) => (await queries.page({ query, limit: 50 })).events.length,
};

interface Cost {
  readonly question: string;
  readonly networks: number;
  /** The share of all events, and the events themselves under the scope and by hand. */
  readonly share: number;
  readonly scoped: number;
  readonly written: number;
  /** Median milliseconds of work on all threads. */
  readonly scopedCpu: number;
  readonly writtenCpu: number;
}

/** Loads events, describes a constituent for each share, and measures. */
export async function benchScope({ folder, days, ...size }: ScopeBench): Promise<Sheet> {
  const data = path.join(folder, 'data');
  await loadMonth(data, folder, { rows: size.rows, days, generator: 'own' });
  return measureScopes(data, size, dayOf(days));
}

/** Describes a constituent for each share in a loaded store, and measures. @param today the day after the last report */
export async function measureScopes(data: string, size: ScopeSize, today: string): Promise<Sheet> {
  const clock = () => new Date(`${today}T12:00:00Z`);
  const store = await openStore({ folder: data, url: '', user: '', password: '', memoryLimitMib: 1024 });
  try {
    const operator = store.as(everything);
    const constituents = new Constituents(operator);
    const costs: Cost[] = [];
    for (const share of SHARES) {
      const networks = await networksOf(operator, share);
      const id = shareId(share);
      await constituents.save([{ ...EMPTY, id, networks }], {
        since: ALWAYS.from,
        author: '',
        reason: '',
        clock,
      });
      const scoped = store.as(await constituents.scopeOf(id));
      costs.push(...(await costsOf(operator, scoped, networks, size, clock)));
    }
    return sheet(size, costs);
  } finally {
    await store.close();
  }
}

/** Networks that hold about this share of the events. */
async function networksOf({ tables }: OperatorStore, share: number): Promise<string[]> {
  if (share === 1) return ['0.0.0.0/0', '::/0'];
  const found = await tables.rows<{ first: string; events: number; all: number }>(
    `SELECT toString(IPv6CIDRToRange(subject_first, ${BITS}).1) AS first, count() AS events, sum(events) OVER () AS all
     FROM events WHERE subject_kind = 'ip' GROUP BY first ORDER BY cityHash64(first)`,
  );
  let held = 0;
  const networks: string[] = [];
  for (const { first, events, all } of found) {
    if (held >= share * all || networks.length === MOST_NETWORKS) break;
    held += events;
    const isIpv4 = first.startsWith('::ffff:');
    networks.push(
      formatRange(parseAddress(isIpv4 ? `${first.slice('::ffff:'.length)}/16` : `${first}/${BITS}`)!),
    );
  }
  return networks;
}

async function costsOf(
  operator: OperatorStore,
  scoped: ScopedStore,
  networks: readonly string[],
  { rows, rounds }: ScopeSize,
  clock: Clock,
): Promise<Cost[]> {
  const queriesOf = (store: ScopedStore) => new EventQueries({ store, catalogue: loadCatalogue(), clock });
  const [byScope, byHand] = [queriesOf(scoped), queriesOf(operator)];
  const written = { ip: [...networks] };
  const costs: Cost[] = [];
  for (const [question, ask] of Object.entries(ASKED)) {
    const scopedCpus: number[] = [];
    const writtenCpus: number[] = [];
    const [inScope, inQuery] = [await ask(byScope, {}), await ask(byHand, written)];
    for (let round = 0; round < rounds; round++) {
      scopedCpus.push(await cpuOf(() => ask(byScope, {})));
      writtenCpus.push(await cpuOf(() => ask(byHand, written)));
    }
    costs.push({
      ...{ question, networks: networks.length, scoped: inScope, written: inQuery },
      share: inScope / rows,
      scopedCpu: median(scopedCpus),
      writtenCpu: median(writtenCpus),
    });
  }
  return costs;
}

async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

function sheet({ rows, rounds }: ScopeSize, costs: readonly Cost[]): Sheet {
  return {
    title: `scope: ${figure(rows)} events, a constituent's scope against the same networks in a query`,
    columns: ['', 'networks', 'rows by scope', 'rows by hand', 'scope cpu ms', 'by hand cpu ms', 'ratio'],
    rows: costs.map(({ question, networks, scoped, written, scopedCpu, writtenCpu }) => [
      question,
      figure(networks),
      figure(scoped),
      figure(written),
      figure(scopedCpu, 1),
      figure(writtenCpu, 1),
      figure(scopedCpu / writtenCpu, 2),
    ]),
    notes: [
      `median processor time on all threads of ${rounds} rounds, in which both take turns`,
      'a query by hand for all networks is not the same as no query: it compares every address',
      machineNote(),
    ],
    figures: { rows, costs, ...machine() },
  };
}
