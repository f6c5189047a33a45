// Tests that nothing which a constituent can ask tells anything about others: all answers are the same to the byte, and
// refusals as well, whether the store also holds rows, reports and descriptions of others or not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import { triageAt } from '../../../test/support/triaging.js';
import { stixId } from '../../mapping/stix/object.js';
import { API_FIELDS } from '../../query/index.js';
import { followFindings } from '../../triage/index.js';
import { collectionId } from '../taxii/collection.js';
import { ENDPOINTS } from '../taxii/endpoints.js';
import { METHODS } from './methods.js';
import { type ApiAnswer, type ApiWorld, testKey } from './testing/api-world.js';
import { FARM_MARK, laterReports, openWith } from './testing/others.js';

/** Queries name most fields and values of the lists below by then; other methods know few of them. */
const REQUESTS = campaign({ short: { queries: 7, others: 3 }, full: { queries: 120, others: 30 } });
const SEED = 20_260_303;

/** Values of the zoo, of the farm, of both, and of neither. */
const VALUES = [
  ...['192.0.2.1', '198.51.100.1', '192.0.2.0/24', '198.51.100.0/24', '198.51.100.0/25', '0.0.0.0/0', '::/0'],
  ...[
    '203.0.113.2',
    '64496',
    '64500',
    '64501',
    'AS64501',
    'DE',
    'FR',
    'fr',
    'IT',
    'FRANCE',
    'FARMVILLE',
    'BERLIN',
  ],
  ...[
    'ntp.farm.example.net',
    '*.farm.example.net',
    '*farm*',
    '*.zoo.example.com',
    'farm.example.net',
    'net',
    'com',
  ],
  ...[
    'farm-tag',
    'ntp',
    'ssh',
    'farm*',
    'tcp',
    'udp',
    '123',
    '1123',
    '2222',
    '22',
    'critical',
    'high',
    'info',
  ],
  ...[
    'SSH-2.0-farm',
    'SSH-2.0-dropbear',
    'farm',
    'burrowing',
    'north',
    '77',
    'FarmTech',
    'router',
    '',
    '*',
    '%',
    '_',
  ],
  ...[
    'scan',
    'scan_ssh',
    'scan_zebras',
    'scan_zebra',
    'zebras',
    'scan_snmp',
    'device_id',
    'scan_badgers',
    "' OR 1=1 --",
  ],
];
const FIELDS = [
  ...API_FIELDS,
  ...[
    'type',
    'report_type',
    'severity',
    'hostname',
    'date',
    'list',
    'report',
    'subject',
    'kev',
    'rest',
    'load',
    'first',
  ],
  ...[
    'farm_column',
    'farm_colum',
    'stripes',
    'stripe',
    'burrow',
    'sysname',
    'refid',
    'event_key',
    'constituent',
  ],
];
const DATES = [
  ...[
    '2026-03-01',
    '2026-03-02',
    '2026-02-20',
    '2026-02-01:2026-03-03',
    'now',
    '-1',
    '-30:now',
    '2026-03-01:2026-03-01',
  ],
  ...['2025-01-01', 'x', '2026-02-30'],
];
const REPORTS = ['zoo', 'farm', 'pasture', 'example-geo', 'farm-asn', 'lake', '', 'zo', 'far'];
const TYPES = [
  ...[
    'scan_ntp',
    'scan_ssh',
    'scan_zebras',
    'scan_zebra',
    'zebras',
    'scan_snmp',
    'scan_badgers',
    'device_id',
    'scan',
  ],
  ...['ntp', 'nosuch', 'scan-ssh'],
];

const operand = fc
  .tuple(fc.constantFrom('', '', '', '|', '!', '&', '=', '>=', '<='), fc.constantFrom(...VALUES))
  .map(([operator, value]) => operator + value);
const operands = fc.oneof(operand, fc.array(operand, { minLength: 1, maxLength: 3 }));
const conditions = fc.dictionary(fc.constantFrom(...FIELDS), operands, { minKeys: 0, maxKeys: 3 });
const date = fc.constantFrom(...DATES);
const few = <T>(of: readonly T[]) =>
  fc.oneof(fc.constantFrom(...of), fc.array(fc.constantFrom(...of), { minLength: 1, maxLength: 3 }));
const limit = fc.constantFrom<unknown>(1, 2, 10, 1000, '2', 10_001, 0, -1);

type Bodies = fc.Arbitrary<Record<string, unknown>>;
const optional = (members: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(members, { requiredKeys: [] }) as Bodies;

/** What is asked of each method; `{"help": true}` is asked of all. A new method needs a line. */
const BODIES: Readonly<Record<string, Bodies>> = {
  'test/ping': optional({ date }),
  'key/info': optional({ apikey_id: fc.constantFrom('farm', 'zoo') }),
  'reports/subscribed': optional({ report: few(REPORTS) }),
  'reports/types': optional({
    date,
    detail: fc.constantFrom<unknown>(true, 'true', false),
    type: few(TYPES),
  }),
  'reports/list': optional({
    date,
    reports: fc.array(fc.constantFrom(...REPORTS), { minLength: 1, maxLength: 2 }),
    type: fc.constantFrom(...TYPES),
    types: fc.array(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 3 }),
    limit,
  }),
  'reports/download': optional({
    id: fc.constantFrom('x', 'a'.repeat(43), 'farm:scan_ssh', 'test:scan_ssh'),
    report: few(REPORTS),
    date,
    type: fc.constantFrom(...TYPES),
    limit,
  }),
  'reports/query': optional({
    query: conditions,
    facet: fc.constantFrom(...FIELDS),
    sort: fc.constantFrom('ascending', 'descending', 'farm'),
    date,
    limit,
    page: fc.constantFrom<unknown>(1, 2, '3', 100),
    report: few(REPORTS),
    asn: operands,
  }),
  'reports/stats': optional({ date, report: few(REPORTS), type: few(TYPES) }),
  'reports/schema': optional({ type: fc.constantFrom(...TYPES) }),
  'reports/device-info': optional({
    query: fc.dictionary(fc.constantFrom('ip', 'asn', 'geo', 'tag'), operands, { maxKeys: 2 }),
    date,
    limit,
    report: few(REPORTS),
  }),
};

/** Parameters of `GET /v1/events` before and after reports arrived. */
const EVENTS = [
  ...['', 'limit=1', 'start=now', 'start=2', 'carries=findings', 'carries=events,findings', 'format=csv'],
  ...[
    'format=csv&carries=findings',
    'limit=3&carries=events,findings',
    'limit=0',
    'start=farm',
    'cursor=farm',
  ],
];

/** How each route is asked; a new route needs a line. */
const ROUTES: Readonly<Record<string, string>> = {
  'POST /api2/*': 'with the bodies above',
  ...Object.fromEntries(
    ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'].map((method) => [
      `${method} /api2/*`,
      'never answers',
    ]),
  ),
  'GET /dl/:id(^[A-Za-z0-9_-]{43,128}$)': 'for each listed report',
  'HEAD /dl/:id(^[A-Za-z0-9_-]{43,128}$)': 'as above, without a body',
  'GET /:id(^[A-Za-z0-9_-]{43,128}$)': 'the same as below /dl/',
  'HEAD /:id(^[A-Za-z0-9_-]{43,128}$)': 'the same as below /dl/',
  'GET /v1/events': 'with the parameters above',
  'GET /v1/openapi.json': 'once',
  ...Object.fromEntries(
    ENDPOINTS.flatMap(({ url }) => [
      [`GET ${url}`, 'with the paths below'],
      [`GET ${url.slice(0, -1)}`, 'leads to the address with a slash'],
      ...['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => [`${method} ${url}`, 'never answers']),
    ]),
  ),
};

/** The collection of the farm, and the address 198.51.100.1, which the zoo has no row of. */
const FARM_COLLECTION = collectionId('farm');
const FARM_ADDRESS = stixId('ipv4-addr', { value: '198.51.100.1' });

const ROOT = '/taxii2/sundial/';
const COLLECTION = `${ROOT}collections/zoo/`;
/** Paths of the TAXII server before and after reports arrived. */
const TAXII = [
  ...['/taxii2/', ROOT, `${ROOT}collections/`, COLLECTION, `${ROOT}collections/farm/`],
  ...[`${ROOT}collections/farm/objects/`, `${ROOT}collections/${FARM_COLLECTION}/objects/`],
  ...['', '?limit=2', '?match[version]=all', '?match[version]=first&limit=7'].map(
    (parameters) => `${COLLECTION}objects/${parameters}`,
  ),
  ...['', '?match[type]=report', `?match[id]=${FARM_ADDRESS}`].map(
    (parameters) => `${COLLECTION}manifest/${parameters}`,
  ),
  ...[`${COLLECTION}objects/${FARM_ADDRESS}/`, `${COLLECTION}objects/${FARM_ADDRESS}/versions/`],
];

interface Asked {
  readonly method: string;
  readonly body: Record<string, unknown>;
}

const numberOf = (method: string) => (method === 'reports/query' ? REQUESTS.queries : REQUESTS.others);
const requestsOf = (method: string): Asked[] => [
  { method, body: { help: true } },
  ...fc.sample(BODIES[method]!, { seed: SEED, numRuns: numberOf(method) }).map((body) => ({ method, body })),
];

/** Everything of an answer that a client can see. */
interface Seen {
  readonly asked: Asked | string;
  readonly status: number;
  readonly headers: ApiAnswer['headers'];
  readonly text: string;
}

/** @param others whether the world has rows of others, of which more arrive meanwhile */
async function answersOf(api: ApiWorld, others: boolean): Promise<Seen[]> {
  api.keys = [testKey('zoo', ['zoo']), ...api.keys.filter(({ id }) => id === 'farm')];
  const seen: Seen[] = [];
  const look = (asked: Seen['asked'], { status, headers, text }: ApiAnswer) =>
    seen.push({ asked, status, headers: withoutTime(headers), text });
  look('the document', await api.get('/v1/openapi.json'));
  const cursors: string[] = [];
  for (const parameters of EVENTS) {
    const answer = await api.getAs('zoo', `/v1/events?${parameters}`);
    look(`events: ${parameters}`, answer);
    cursors.push(String(answer.headers['sundial-cursor'] ?? ''));
  }
  const lookAtCollections = async () => {
    for (const path of TAXII) look(path, await api.getAs('zoo', path));
  };
  await lookAtCollections();
  await api.world.ingest(laterReports(others), 1);
  await followFindings(triageAt(api.world, '2026-03-04T09:00:00'), '2026-03-03');
  await lookAtCollections();
  for (const [at, parameters] of EVENTS.entries()) {
    const more = parameters.replace(/start=\w+/, '');
    look(`events since: ${more}`, await api.getAs('zoo', `/v1/events?${more}&cursor=${cursors[at]}`));
  }
  for (const asked of METHODS.flatMap(({ name }) => requestsOf(name)))
    look(asked, await api.ask(asked.method, asked.body));
  const listed = (await api.ask('reports/list', { date: '2026-01-01:2026-03-03' })).json;
  for (const { id } of Array.isArray(listed) ? (listed as { id: string }[]) : []) {
    look('a download', await api.get(`/dl/${id}`));
    look('a part of a download', await api.get(`/dl/${id}`, { range: 'bytes=0-20' }));
    look('its rows', await api.ask('reports/download', { id }));
  }
  return seen;
}

/** A cursor is encrypted with a random nonce: nothing but its length can tell anything. */
function withoutTime({ date: _, ...headers }: ApiAnswer['headers']): ApiAnswer['headers'] {
  const cursor = headers['sundial-cursor'];
  return cursor ? { ...headers, 'sundial-cursor': `${String(cursor).length} characters` } : headers;
}

describe('the Reports API', () => {
  it('is asked everything: each method has requests', () => {
    expect(METHODS.map(({ name }) => name).filter((name) => !(name in BODIES))).toEqual([]);
  });

  it('answers a constituent the same, whatever belongs to others', async () => {
    const beside = await openWith(true);
    expect(beside.routes.filter((route) => !(route in ROUTES))).toEqual([]);
    const withOthers = await answersOf(beside, true);
    const foreign = await idsOf(beside, 'farm');
    for (const id of foreign)
      expect((await beside.ask('reports/download', { id })).status, "the farm's report for the zoo").not.toBe(
        200,
      );
    await beside.close();
    const alone = await openWith(false);
    const withoutOthers = await answersOf(alone, false);
    await alone.close();
    const different = withOthers.filter(
      (one, at) => JSON.stringify(one) !== JSON.stringify(withoutOthers[at]),
    );
    expect(different.slice(0, 5).map((one) => [one, withoutOthers[withOthers.indexOf(one)]])).toEqual([]);
    expect(withOthers).toHaveLength(withoutOthers.length);
    const answered = withOthers.filter(({ status }) => status === 200);
    expect(answered.length).toBeGreaterThan(withOthers.length / 10);
    // The changes of the zoo are told: events that came and went, and findings.
    for (const action of ['appeared', 'withdrawn', 'opened'])
      expect(
        answered.some(({ text }) => text.includes(`"action":"${action}"`)),
        action,
      ).toBe(true);
    // What the client itself wrote may be repeated in a refusal; in an answer nothing of the farm may be.
    expect(
      answered.filter(({ text, asked }) => FARM_MARK.test(text) && !FARM_MARK.test(JSON.stringify(asked))),
    ).toEqual([]);
    expect(withOthers.filter(({ status }) => status >= 500)).toEqual([]);
  });
});

/** The ids of a constituent's reports. */
async function idsOf(api: ApiWorld, key: string): Promise<string[]> {
  const { json } = await api.ask('reports/list', { date: '2026-01-01:2026-03-03' }, key);
  return Array.isArray(json) ? (json as { id: string }[]).map(({ id }) => id) : [];
}
