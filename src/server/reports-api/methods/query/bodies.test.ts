// Tests which bodies the methods that ask for events accept, before anything is asked.
import { describe, expect, it } from 'vitest';
import { API_FIELDS } from '../../../../query/index.js';
import { checkedBody } from '../../checked-body.js';
import type { Method } from '../../method.js';
import { deviceInfo } from './device-info.js';
import { reportsQuery } from './reports-query.js';
import { reportsSchema } from './schema.js';
import { reportsStats } from './stats.js';

function refusal(method: Method, body: object): string {
  try {
    checkedBody(method, body as Record<string, unknown>);
    return 'accepted';
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

const NO_VALUES = [null, true, {}, [], [[]], [null], [{}], { a: { b: 1 } }];
const NO_TEXTS = [...NO_VALUES, 1, ['a']];
const NO_NUMBERS = [...NO_VALUES, '', 'x', '1.5', '-1', 1.5, 0, -1, '0', Number.MAX_VALUE, '9'.repeat(400)];
const NO_CONDITIONS = [null, true, [], 'geo', 1];

/** For each method its members, with values of other types. */
const MEMBERS: readonly [Method, string, readonly unknown[]][] = [
  [reportsQuery, 'query', NO_CONDITIONS],
  [reportsQuery, 'date', NO_TEXTS],
  [reportsQuery, 'sort', [...NO_TEXTS, 'newest', 'port:desc']],
  [reportsQuery, 'facet', [...NO_TEXTS, '']],
  [reportsQuery, 'limit', NO_NUMBERS],
  [reportsQuery, 'page', NO_NUMBERS],
  [reportsQuery, 'report', NO_VALUES],
  [reportsQuery, 'geo', NO_VALUES],
  [reportsQuery, 'anything', NO_VALUES],
  [reportsStats, 'date', NO_TEXTS],
  [reportsStats, 'report', NO_VALUES],
  [reportsStats, 'type', NO_VALUES],
  [reportsSchema, 'type', [...NO_TEXTS, '']],
  [deviceInfo, 'query', NO_CONDITIONS],
  [deviceInfo, 'limit', NO_NUMBERS],
];

describe('a value of another type is refused by the name of its place', () => {
  it.each(MEMBERS)('$name: $1', (method, member, wrong) => {
    for (const value of wrong)
      expect(refusal(method, { query: { ip: '192.0.2.1' }, [member]: value }), JSON.stringify(value)).toMatch(
        new RegExp(`^${member}[.:\\d]`),
      );
  });

  it.each([...API_FIELDS, 'type', 'severity', 'burrow'])('reports/query: the field %s', (field) => {
    for (const value of NO_VALUES)
      expect(refusal(reportsQuery, { query: { [field]: value } }), JSON.stringify(value)).toBe(
        `query.${field}: expected a text or number, or a list of them`,
      );
  });

  it.each(['ip', 'asn', 'geo'])('reports/device-info: the field %s', (field) => {
    for (const value of NO_VALUES)
      expect(refusal(deviceInfo, { query: { [field]: value } })).toMatch(new RegExp(`^query.${field}`));
  });
});

describe('is refused', () => {
  it.each([{}, { query: {} }, { query: { port: 80 } }, { query: { ip: '192.0.2.1', port: 80 } }])(
    'reports/device-info with %j',
    (body) => {
      expect(refusal(deviceInfo, body)).toMatch(/^query: /);
    },
  );

  it('a field called __proto__, which would not restrict the answer', () => {
    const body = JSON.parse('{"query": {"__proto__": "x"}}') as object;
    expect(refusal(reportsQuery, body)).toBe('query: unknown field "__proto__"');
    expect(refusal(reportsQuery, JSON.parse('{"__proto__": "x"}') as object)).toBe(
      'the request: unknown field "__proto__"',
    );
  });
});

describe('is accepted', () => {
  it.each([
    {},
    { query: { geo: 'DE', port: [443, '|80'], tag: '' } },
    { limit: '1000', page: '2', sort: 'Ascending', facet: 'tag' },
    { limit: 10, page: 1, report: ['a', 'b'], geo: 'de' },
  ])('reports/query with %j', (body) => {
    expect(refusal(reportsQuery, body)).toBe('accepted');
  });
});
