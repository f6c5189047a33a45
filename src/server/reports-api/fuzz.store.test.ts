// Sends generated requests to every method: none may end in an error of the server, and refusals have upstream's form.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import { signatureOf } from '../../access/index.js';
import { METHODS } from './methods.js';
import { ApiWorld } from './testing/api-world.js';

const REQUESTS = campaign({ short: 300, full: 1_500 });
const SEED = 20_260_304;

let api: ApiWorld;
beforeAll(async () => {
  api = await ApiWorld.open({ requiresFilter: false });
});
afterAll(() => api.close());

const MEMBERS = [
  ...[
    'query',
    'facet',
    'sort',
    'limit',
    'page',
    'date',
    'report',
    'reports',
    'type',
    'types',
    'id',
    'detail',
    'help',
  ],
  ...['ip', 'asn', 'geo', 'tag', 'hostname', 'text', 'timestamp', 'require', 'port'],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'apikey',
    'hasOwnProperty',
    '',
    ' ',
    '\u0000',
    '$where',
  ],
];
const TEXTS = [
  ...[
    '192.0.2.1',
    '192.0.2.0/24',
    '::/0',
    '999.1.1.1',
    '|',
    '!',
    '>=',
    '*',
    '**',
    '!!',
    '|!',
    '2026-03-02',
    '-1:now',
  ],
  ...[
    '2026-99-99',
    'now:now',
    '-999999999:now',
    '2026-03-02:2026-03-01',
    'scan_ntp',
    'zoo',
    '64496',
    'AS1',
    '-0',
  ],
  ...[
    "' OR 1=1 --",
    '"; DROP TABLE events',
    '{x:UInt8}',
    '%',
    '\\',
    '\u0000',
    '\ud800',
    'é',
    '１',
    '\u202e',
    '../../etc',
  ],
  ...[
    '1e309',
    '0x10',
    'NaN',
    'true',
    'null',
    '[]',
    '{}',
    '9'.repeat(400),
    'a'.repeat(5_000),
    'ascending',
    'tag',
  ],
];
const name = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...MEMBERS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);
const leaf = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<unknown>(...TEXTS) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(0, 1, -1, 2, 1.5, 1e21, -0, 10_001, 4_294_967_296, true, false, null),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) as fc.Arbitrary<unknown> },
);
const { value } = fc.letrec<{ value: unknown; list: unknown[]; object: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('list') as fc.Arbitrary<unknown>,
    tie('object') as fc.Arbitrary<unknown>,
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: members(tie('value')),
}));

/** JSON objects by their text, because `__proto__` is not a member like others in JavaScript. */
function members(of: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  return fc
    .array(fc.tuple(name, of), { maxLength: 5 })
    .map((pairs) =>
      JSON.parse(`{${pairs.map(([key, one]) => `${JSON.stringify(key)}:${JSON.stringify(one)}`)}}`),
    );
}

interface Generated {
  readonly method: string;
  readonly body: object;
  /** What happens to the text of the body before it is signed. */
  readonly cut: number;
  readonly isSigned: boolean;
}

const request: fc.Arbitrary<Generated> = fc.record({
  method: fc.oneof(
    { weight: 19, arbitrary: fc.constantFrom(...METHODS.map((each) => each.name)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('reports/nosuch', '', '..', 'reports', '__proto__', 'reports/query/x'),
    },
  ),
  body: members(value),
  cut: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7),
  isSigned: fc.constantFrom(true, true, true, true, true, true, true, true, true, false),
});

it('no generated request ends in an error of the server', async () => {
  const { apikey, secret } = api.keys.find(({ id }) => id === 'zoo')!.credentials!;
  const faults: unknown[] = [];
  const statuses = new Map<number, number>();
  for (const { method, body, cut, isSigned } of fc.sample(request, { seed: SEED, numRuns: REQUESTS })) {
    const text = `{"apikey":${JSON.stringify(apikey.reveal())},${JSON.stringify(body).slice(1)}`.replace(
      /,\}$/,
      '}',
    );
    const bytes = Buffer.from(text.slice(0, text.length - cut));
    const hmac2 = isSigned ? signatureOf(secret, bytes) : 'f'.repeat(64);
    const { status, json, text: answer } = await api.send(method, bytes, { hmac2 });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const isRefusal = typeof (json as { error?: unknown } | undefined)?.error === 'string';
    const isFine = status === 200 ? !isRefusal : status < 500 && isRefusal && answer.length < 10_000;
    if (!isFine) faults.push({ method, text: text.slice(0, 300), status, answer: answer.slice(0, 300) });
    if (!isSigned && status === 200) faults.push({ method, text, problem: 'answered without a signature' });
  }
  expect(faults.slice(0, 10)).toEqual([]);
  // The generator reaches both: requests that are answered and requests that are refused.
  expect(statuses.get(200)).toBeGreaterThan(REQUESTS / 50);
  expect(statuses.get(400)).toBeGreaterThan(REQUESTS / 50);
  expect((await api.ask('test/ping')).status).toBe(200);
}, 1_200_000);
