// The queries of the query benchmark, as the command line runs them.
import type { EventQueries, Query } from '../src/query/index.js';
import type { ScopedStore } from '../src/store/index.js';
import type { Samples } from './samples.js';

/** The inputs of a query; values differ from one repetition to the next. */
export interface Asking {
  readonly queries: EventQueries;
  readonly store: ScopedStore;
  /** All stored days, as a range in a query. */
  readonly month: string;
  readonly samples: Samples;
  readonly turn: number;
}

/** The number of rows, values or findings in the answer. */
export type Asked = number;

/** The required and the desired p95 over 5 million events, in milliseconds. */
export interface Target {
  readonly reach: number;
  readonly aim: number;
}

interface Question {
  readonly name: string;
  readonly target?: Target;
  readonly ask: (asking: Asking) => Promise<Asked>;
}

/** The number of rows that the command line shows by default. */
const ROWS = 50;
const VALUES = 20;
const SORTS = ['port', 'ip:desc', 'asn', 'hostname:desc', 'timestamp'];
const MAP_FIELDS = ['http_code', 'content_type', 'cipher_suite', 'server_type'];
const TEXTS = ['fortigate', 'cloud', 'router', 'nova', '64496'];

const POINT: Target = { reach: 80, aim: 50 };
const NETWORK: Target = { reach: 100, aim: 50 };
const TEXT: Target = { reach: 1_000, aim: 500 };
const ADDRESSES: Target = { reach: 300, aim: 200 };
const COUNTED: Target = { reach: 50, aim: 20 };
const CONDITIONED: Target = { reach: 300, aim: 200 };

/** The facets beside the rows of a view, and a condition that the counts do not answer. */
const VIEW_FACETS = ['tag', 'type', 'severity', 'geo', 'asn', 'port'];
const viewOf = ({ month, samples, turn }: Asking) => ({
  date: month,
  query: { tag: [samples.at(turn).tag] },
});

const page = (name: string, query: (asking: Asking) => Query, target?: Target): Question => ({
  name,
  ...(target && { target }),
  ask: async (asking) => {
    const answer = await asking.queries.page({ limit: ROWS, ...query(asking) });
    return answer.events.length;
  },
});

const facet = (
  name: string,
  target: Target,
  field: (turn: number) => string,
  more: (asking: Asking) => Query = () => ({}),
): Question => ({
  name,
  target,
  ask: async (asking) => {
    const { queries, month, turn } = asking;
    const query = { date: month, ...more(asking), facet: field(turn), limit: VALUES };
    return (await queries.facet(query)).distinct;
  },
});

const within = (name: string, value: (asking: Asking) => string[], target?: Target) =>
  page(
    `${name} over a month`,
    (asking) => {
      const [field = ''] = name.split(':');
      return { date: asking.month, query: { [field]: value(asking) } };
    },
    target,
  );

export const QUESTIONS: readonly Question[] = [
  within('ip: one address', ({ samples, turn }) => [samples.at(turn).ip], POINT),
  within('ip: a /24', ({ samples, turn }) => [samples.at(turn).slash24], NETWORK),
  within('ip: a /20', ({ samples, turn }) => [samples.at(turn).slash20]),
  within('ip: 200 networks', ({ samples, turn }) => samples.several(turn, 200, ({ slash24 }) => slash24)),
  page('asn: one on a day', ({ samples, turn }) => {
    const { asn, date } = samples.at(turn);
    return { date, query: { asn: [asn] } };
  }),
  within('asn: 50 of them', ({ samples, turn }) => samples.several(turn, 50, ({ asn }) => asn)),
  within('hostname: 200 names', ({ samples, turn }) =>
    samples.several(turn, 200, ({ hostname }) => hostname),
  ),
  within('tag: one', ({ samples, turn }) => [samples.at(turn).tag]),
  within('text: anywhere', ({ turn }) => [TEXTS[turn % TEXTS.length]!], TEXT),
  facet('facet over tag, a month', COUNTED, () => 'tag'),
  facet('facet over asn, a month', COUNTED, () => 'asn'),
  facet(
    'facet over geo, of an ASN',
    CONDITIONED,
    () => 'geo',
    ({ samples, turn }) => ({ query: { asn: [samples.at(turn).asn] } }),
  ),
  facet(
    'facet over a column in the map, a month',
    CONDITIONED,
    (turn) => MAP_FIELDS[turn % MAP_FIELDS.length]!,
  ),
  facet('facet over ip, a month', ADDRESSES, () => 'ip'),
  {
    name: 'stats by type, a month',
    target: COUNTED,
    ask: async ({ queries, month }) => (await queries.stats({ date: month })).rows.length,
  },
  {
    name: 'stats by geo, of a tag',
    target: CONDITIONED,
    ask: async ({ queries, month, samples, turn }) => {
      const query = { tag: [samples.at(turn).tag] };
      return (await queries.stats({ date: month, query }, 'geo')).rows.length;
    },
  },
  {
    name: 'view: rows, days and six facets in one pass',
    ask: async (asking) => {
      const rows = await asking.queries.page({ limit: ROWS, ...viewOf(asking) });
      const request = { facets: VIEW_FACETS, by: 'type' as const, limit: VALUES };
      await asking.queries.overview(viewOf(asking), request);
      return rows.events.length;
    },
  },
  {
    name: 'the same, one after the other',
    ask: async (asking) => {
      const { queries } = asking;
      const rows = await queries.page({ limit: ROWS, ...viewOf(asking) });
      await queries.stats(viewOf(asking), 'type');
      for (const facet of VIEW_FACETS) await queries.facet({ ...viewOf(asking), facet, limit: VALUES });
      return rows.events.length;
    },
  },
  {
    name: 'number of events, a month',
    target: COUNTED,
    ask: async ({ queries, month }) => (await queries.count({ date: month })).count,
  },
  page('page 1, sorted', ({ month, turn }) => ({ date: month, sort: SORTS[turn % SORTS.length]! })),
  page('page 10, sorted', ({ month, turn }) => ({
    date: month,
    sort: SORTS[turn % SORTS.length]!,
    page: 10,
  })),
  {
    name: 'findings of a type',
    ask: async ({ store, samples, turn }) => {
      const filter = { types: [samples.at(turn).type] };
      const found = await store.findings.list(filter, ROWS);
      await store.findings.count(filter);
      return found.length;
    },
  },
];
