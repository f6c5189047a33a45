// Generates requests to every route of the API: some nearly right, some of wild members, some cut or unsigned.
import fc from 'fast-check';
import { API_FIELDS } from '../../../query/index.js';
import { membersOf } from '../declared-members.js';
import { METHODS } from '../methods.js';

/** A call of a method. */
export interface GeneratedCall {
  readonly to: 'method';
  readonly method: string;
  /** The members as JSON text, without `apikey`. */
  readonly members: string;
  /** How many characters of the body are missing at its end, before it is signed. */
  readonly cut: number;
  readonly isSigned: boolean;
}

/** A request of a path: a download, or changes. */
export interface GeneratedGet {
  readonly to: 'path';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isSigned: boolean;
}

/** Words by line, because each is one value. */
const words = (text: string): string[] => text.trim().split(/\s+/);

const NAMES = [
  ...words(
    'query facet sort limit page date report reports type types id detail help ip asn geo tag hostname text',
  ),
  ...words('timestamp require port __proto__ constructor prototype toString apikey hasOwnProperty $where'),
  ...['', ' ', '\u0000'],
];
const TEXTS = [
  ...words('192.0.2.1 192.0.2.0/24 ::/0 ::ffff:192.0.2.1 ::ffff:192.0.2.0/120 999.1.1.1 fe80::1%eth0 0/0'),
  ...words(
    '| ! >= <= * ** !! |! != =| & 2026-03-02 -1:now 2026-99-99 now:now -999999999:now 0000-00-00 9999-12-31',
  ),
  ...words(
    '2026-03-02:2026-03-01 scan_ntp zoo 64496 AS1 -0 "; % \\ {x:UInt8} ../../etc 1e309 0x10 NaN true null [] {}',
  ),
  ...words(
    'ascending tag *.zoo.example.com zoo.example.com. \u00fcber.example xn--ber-goa.example 4294967296',
  ),
  ...[
    "' OR 1=1 --",
    '"; DROP TABLE events',
    '\u0000',
    '\ud800',
    '\u00e9',
    '\uff11',
    '\u202e',
    '\ufeff',
    'a b\nc\td',
  ],
  ...['9'.repeat(400), 'a'.repeat(5_000)],
];
const NUMBERS = [0, 1, -1, 2, 1.5, 1e21, 1e-9, -0, 443, 10_001, 4_294_967_296, Number.MAX_SAFE_INTEGER];

const leaf = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<unknown>(...TEXTS) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...NUMBERS, true, false, null) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) as fc.Arbitrary<unknown> },
);
const name = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);
/** JSON as text, because `__proto__` and repeated names are no members like others in JavaScript. */
const objectOf = (names: fc.Arbitrary<string>, values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(names, values), { maxLength: 5 })
    .map((pairs) => `{${pairs.map(([key, one]) => `${JSON.stringify(key)}:${one}`)}}`);
const { wild } = fc.letrec<{ wild: string; list: string; object: string }>((tie) => ({
  wild: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf.map((each) => JSON.stringify(each)),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('wild'), { maxLength: 4 }).map((each) => `[${each}]`),
  object: objectOf(name, tie('wild')),
}));

/** Values that are nearly right, with operators. */
const OPERANDS = words(
  '192.0.2.1 192.0.2.0/24 64496 DE de ntp ssh iot scan scan_ntp 123 *zoo* mail.zoo.example.com medium 4',
);
const operand = fc
  .tuple(fc.constantFrom('', '', '', '|', '!', '&', '=', '>=', '<='), fc.constantFrom(...OPERANDS))
  .map((parts) => JSON.stringify(parts.join('')));
const oneOrMore = (of: fc.Arbitrary<string>) =>
  fc.oneof(
    of,
    fc.array(of, { maxLength: 3 }).map((each) => `[${each}]`),
  );
const texts = (...of: string[]) => fc.constantFrom(...of.map((each) => JSON.stringify(each)));
const number = fc.constantFrom('1', '2', '10', '"3"', '1000', '10000', '10001', '0');
const USUAL: Readonly<Record<string, fc.Arbitrary<string>>> = {
  query: objectOf(fc.constantFrom(...API_FIELDS, 'type'), oneOrMore(operand)),
  facet: texts(...API_FIELDS, 'type', 'report_type', 'severity', 'nosuch'),
  sort: texts('ascending', 'descending', 'Descending'),
  date: texts('2026-03-01', '2026-03-01:2026-03-02', '-2:now', 'now', '-365:now', '2026-03-02:now', '-1'),
  limit: number,
  page: number,
  report: oneOrMore(texts('zoo', 'zoo@example.com', 'farm')),
  reports: oneOrMore(texts('zoo', 'farm', 'z-o-o')),
  type: oneOrMore(texts('scan_ntp', 'scan-ssh', 'scan', 'ssh', 'nosuch')),
  types: oneOrMore(texts('scan_ntp', 'scan_ssh')),
  detail: fc.constantFrom('true', '"true"', 'false'),
};

/** Members that the method declares, most of them with a value that it expects. */
function usualMembers(method: string): fc.Arbitrary<string> {
  const declared = METHODS.find((each) => each.name === method)!;
  const members = membersOf(declared).map((member) =>
    fc.record({
      isThere: fc.boolean(),
      text: fc
        .oneof(
          { weight: 9, arbitrary: USUAL[member.name] ?? leaf.map((each) => JSON.stringify(each)) },
          { weight: 1, arbitrary: wild },
        )
        .map((text) => `${JSON.stringify(member.name)}:${text}`),
    }),
  );
  return fc
    .tuple(...members)
    .map((each) => `{${each.filter(({ isThere }) => isThere).map(({ text }) => text)}}`);
}

const usually = (value: boolean, weight: number) =>
  fc.oneof({ weight, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.constant(!value) });

const call: fc.Arbitrary<GeneratedCall> = fc
  .oneof(
    { weight: 19, arbitrary: fc.constantFrom(...METHODS.map((each) => each.name)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'reports/nosuch',
        '',
        '..',
        'reports',
        '__proto__',
        'reports/query/x',
        '%2e%2e',
        '%ff',
      ),
    },
  )
  .chain((method) =>
    fc.record({
      to: fc.constant('method' as const),
      method: fc.constant(method),
      members: METHODS.some((each) => each.name === method)
        ? fc.oneof(
            { weight: 1, arbitrary: usualMembers(method) },
            // Most requests are refused before the engine is asked, which takes a hundredth of the time.
            { weight: 2, arbitrary: objectOf(name, wild) },
          )
        : objectOf(name, wild),
      cut: fc.oneof(
        { weight: 20, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.constantFrom(1, 7) },
      ),
      isSigned: usually(true, 20),
    }),
  );

const header = fc.constantFrom(
  ...[
    '',
    '*',
    'bytes=0-',
    'bytes=0-0',
    'bytes=5-2',
    'bytes=-5',
    'bytes=-0',
    'bytes=9-99999999999999999999999',
  ],
  ...[
    'bytes=99999999999999999999999-',
    'bytes=0-1,3-4',
    'bytes=a-b',
    'gzip',
    'gzip;q=0',
    'br, gzip;q=0.5',
    '"x"',
    'W/"x"',
  ],
  ...['Thu, 01 Jan 1970 00:00:00 GMT', 'Basic', 'Basic eA==', 'Basic ****', 'x'.repeat(3_000)],
);
/** Half of a pair of UTF-16, which a path cannot have. */
const LONE_SURROGATE = /[\ud800-\udfff]/g;
const parameter = fc
  .tuple(
    fc.constantFrom(...words('cursor start limit format carries cursor limit apikey __proto__ x')),
    fc.oneof(
      fc.constantFrom(...words('all now 2 0 1 10000 10001 jsonl csv events findings events,findings 99999')),
      fc
        .constantFrom(...TEXTS)
        .map((text) => encodeURIComponent(text.replaceAll(LONE_SURROGATE, '?')).slice(0, 2_000)),
      fc.constantFrom('%', '%ff', '[]', 'A'.repeat(80), 'A'.repeat(12_000)),
    ),
  )
  .map((pair) => pair.join('='));

const TAXII_PATHS = words('zoo/objects/ all/manifest/ zoo/ farm/objects/ %ff/ zoo/objects/report--1/ zoo//');
const taxiiParameter = fc
  .tuple(
    fc.constantFrom(
      ...words('limit next added_after match[id] match[type] match[version] match[spec_version] x'),
    ),
    fc.constantFrom(
      ...words('1 0 2 all first last report,note 2.1 %00 %ff MTA= 2026-03-01T00:00:00Z 9999-12-31T23:59:59Z'),
      ...['9'.repeat(400), 'a'.repeat(12_000)],
    ),
  )
  .map((pair) => pair.join('='));

/** @param ids of downloads that are answered */
function get(ids: readonly string[]): fc.Arbitrary<GeneratedGet> {
  const id = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ids) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'a'.repeat(62),
        'a'.repeat(129),
        'test:scan_ntp',
        '..%2fx',
        '%00',
        '%ff',
        '',
      ),
    },
  );
  return fc.record({
    to: fc.constant('path' as const),
    path: fc.oneof(
      fc.tuple(fc.constantFrom('/dl/', '/', '/dl//', '/DL/'), id).map((parts) => parts.join('')),
      fc.array(parameter, { maxLength: 3 }).map((all) => `/v1/events?${all.join('&')}`),
      fc
        .tuple(fc.constantFrom(...TAXII_PATHS), fc.array(taxiiParameter, { maxLength: 3 }))
        .map(([path, all]) => `/taxii2/sundial/collections/${path}?${all.join('&')}`),
    ),
    headers: fc.dictionary(
      fc.constantFrom(
        ...words('range if-range if-none-match accept-encoding authorization if-modified-since host'),
      ),
      header,
      { maxKeys: 3 },
    ),
    isSigned: usually(true, 10),
  });
}

/** @param ids of downloads that are answered */
export function generatedRequest(ids: readonly string[]): fc.Arbitrary<GeneratedCall | GeneratedGet> {
  return fc.oneof<fc.MaybeWeightedArbitrary<GeneratedCall | GeneratedGet>[]>(
    { weight: 19, arbitrary: call },
    { weight: 1, arbitrary: get(ids) },
  );
}
