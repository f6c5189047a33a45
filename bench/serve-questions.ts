// The requests of the serve benchmark.
import { dayOf } from './month.js';
import { SYSTEM } from './serve-holders.js';

/** The required p95 over 5 million events, in milliseconds. */
const AT_ONCE = 150;
const COUNTED = 600;

export interface ApiQuestion {
  readonly name: string;
  readonly method: string;
  readonly target?: number;
  readonly body: (asking: ApiAsking) => object;
}

/** The inputs of a request; values differ from one repetition to the next. */
export interface ApiAsking {
  readonly turn: number;
  /** The number of stored days. */
  readonly days: number;
  /** Addresses of events that belong to the one who asks. */
  readonly addresses: readonly string[];
}

const dayAt = ({ turn, days }: ApiAsking) => dayOf(turn % days);
const monthOf = ({ days }: ApiAsking) => `${dayOf(0)}:${dayOf(days - 1)}`;
const addressAt = ({ turn, addresses }: ApiAsking) => addresses[turn % addresses.length]!;
const fieldAt = (fields: readonly string[], { turn }: ApiAsking) => fields[turn % fields.length]!;
/** The network of /24 around an address. */
const around = (address: string) => `${address.split('.').slice(0, 3).join('.')}.0/24`;

const TYPES = ['scan_ssl', 'scan_http', 'scan_ssh', 'scan_ntp'];
const TYPED = ['tag', 'port', 'asn', 'city', 'device_vendor'];
const WIDE = ['http_code', 'content_type', 'cipher_suite', 'server_type'];

const query = (name: string, body: ApiQuestion['body'], target?: number): ApiQuestion => ({
  ...{ name, method: 'reports/query', body },
  ...(target !== undefined && { target }),
});

export const API_QUESTIONS: readonly ApiQuestion[] = [
  { name: 'test/ping', method: 'test/ping', body: () => ({}) },
  {
    name: 'list of a day',
    method: 'reports/list',
    target: AT_ONCE,
    body: (asking) => ({ date: dayAt(asking) }),
  },
  {
    ...{ name: 'list of a month', method: 'reports/list', target: AT_ONCE },
    body: (asking) => ({ date: monthOf(asking), limit: 1_000 }),
  },
  { name: 'types', method: 'reports/types', body: () => ({}) },
  {
    name: 'stats of a day',
    method: 'reports/stats',
    target: AT_ONCE,
    body: (asking) => ({ date: dayAt(asking) }),
  },
  {
    ...{ name: 'stats of a month', method: 'reports/stats', target: AT_ONCE },
    body: (asking) => ({ date: monthOf(asking), type: ['scan', 'honeypot'] }),
  },
  { name: 'schema', method: 'reports/schema', body: (asking) => ({ type: fieldAt(TYPES, asking) }) },
  {
    ...{ name: 'device-info of an address', method: 'reports/device-info', target: AT_ONCE },
    body: (asking) => ({ query: { ip: addressAt(asking) } }),
  },
  query('query for an address', (asking) => ({ query: { ip: addressAt(asking) } }), AT_ONCE),
  query('query for a network of /24', (asking) => ({ query: { ip: around(addressAt(asking)) } }), AT_ONCE),
  query('1000 events of a day', (asking) => ({ date: dayAt(asking), query: {}, limit: 1_000 })),
  query(
    'facet of a month',
    (asking) => ({ date: monthOf(asking), query: {}, facet: fieldAt(TYPED, asking), limit: 100 }),
    COUNTED,
  ),
  query(
    'facet of a month, of a column of some reports',
    (asking) => ({ date: monthOf(asking), query: {}, facet: fieldAt(WIDE, asking), limit: 100 }),
    COUNTED,
  ),
  query(
    'facet of a month in a system',
    (asking) => ({
      date: monthOf(asking),
      ...{ query: { asn: SYSTEM }, facet: fieldAt(TYPED, asking), limit: 100 },
    }),
    COUNTED,
  ),
];

/** The requests of clients that ask at once: what programs ask every day. */
export const MIXED = API_QUESTIONS.filter(({ name }) =>
  ['list of a day', 'stats of a day', 'query for a network of /24'].includes(name),
);

/** Reads all events of a month and builds a large table. */
export const HEAVY = query('heavy', (asking) => ({
  date: monthOf(asking),
  query: { hostname: `!*${asking.turn}*` },
  ...{ facet: 'hostname', limit: 10 },
}));
