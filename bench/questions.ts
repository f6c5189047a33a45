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

interface Question {
  readonly name: string;
  readonly ask: (asking: Asking) => Promise<Asked>;
}

/** The number of rows that the command line shows by default. */
const ROWS = 50;
const VALUES = 20;
const SORTS = ['port', 'ip:desc', 'asn', 'hostname:desc', 'timestamp'];
const MAP_FIELDS = ['http_code', 'content_type', 'cipher_suite', 'server_type'];
const TEXTS = ['fortigate', 'cloud', 'router', 'nova', '64496'];

const page = (name: string, query: (asking: Asking) => Query): Question => ({
  name,
  ask: async (asking) => {
    const answer = await asking.queries.page({ limit: ROWS, ...query(asking) });
    return answer.events.length;
  },
});

const facet = (name: string, field: (turn: number) => string): Question => ({
  name,
  ask: async ({ queries, month, turn }) => {
    const answer = await queries.facet({ date: month, facet: field(turn), limit: VALUES });
    return answer.distinct;
  },
});

const within = (name: string, value: (asking: Asking) => string[]) =>
  page(`${name} over a month`, (asking) => {
    const [field = ''] = name.split(':');
    return { date: asking.month, query: { [field]: value(asking) } };
  });

export const QUESTIONS: readonly Question[] = [
  within('ip: one address', ({ samples, turn }) => [samples.at(turn).ip]),
  within('ip: a /24', ({ samples, turn }) => [samples.at(turn).slash24]),
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
  within('text: anywhere', ({ turn }) => [TEXTS[turn % TEXTS.length]!]),
  facet('facet over tag, a month', () => 'tag'),
  facet('facet over asn, a month', () => 'asn'),
  facet('facet over a column in the map, a month', (turn) => MAP_FIELDS[turn % MAP_FIELDS.length]!),
  facet('facet over ip, a month', () => 'ip'),
  {
    name: 'stats by type, a month',
    ask: async ({ queries, month }) => (await queries.stats({ date: month })).rows.length,
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
