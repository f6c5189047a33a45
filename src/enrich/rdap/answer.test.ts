// Checks what is taken from answers of RDAP, for which networks they stand, and that hostile ones are harmless.
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../domain/address.js';
import { readAnswer } from './answer.js';
import { coveredNetwork } from './covered.js';
import { entity, network } from './testing/rdap-double.js';

const body = (...given: Parameters<typeof network>) => JSON.parse(String(network(...given).body));
const NET = ['192.0.2.0', '192.0.2.255'] as const;
const valuesOf = (more: object) => readAnswer(body(...NET, more), '192.0.2.1')?.values;

describe('the values of an answer', () => {
  test('are the holder, the country, and the contact for abuse within the holder', () => {
    const abuse = entity(
      ['technical', 'abuse'],
      [
        ['fn', {}, 'text', 'Abuse'],
        ['email', {}, 'text', 'abuse@example.com'],
      ],
    );
    const holder = entity(['registrant'], [['fn', {}, 'text', 'Example Ltd']], [abuse]);
    const other = entity(['administrative'], [['email', {}, 'text', 'admin@example.com']]);
    expect(valuesOf({ country: 'gb', entities: [other, holder] })).toEqual({
      country: 'GB',
      organisation: 'Example Ltd',
      abuse: 'abuse@example.com',
    });
  });

  test('prefer what the contact prefers, and the outer contact', () => {
    const inner = entity(['abuse'], [['email', {}, 'text', 'inner@example.com']]);
    const outer = entity(
      ['abuse'],
      [
        ['email', {}, 'text', 'second@example.com'],
        ['email', { pref: '1' }, 'text', 'first@example.com'],
        ['email', { pref: '2' }, 'text', 'third@example.com'],
      ],
    );
    const holder = entity(['registrant'], [['org', {}, 'text', ['Example Ltd', 'Unit']]], [inner]);
    expect(valuesOf({ entities: [holder, outer] })).toEqual({
      organisation: 'Example Ltd',
      abuse: 'first@example.com',
    });
  });

  test.each<[string, object]>([
    ['nothing', {}],
    ['entities of another type', { entities: 'x' }],
    ['a card of another type', { entities: [{ roles: ['abuse'], vcardArray: { email: 'a@example.com' } }] }],
    [
      'properties of another type',
      { entities: [entity(['abuse', 'registrant'], [null, 7, 'fn', ['fn'], ['email', null, 'text', {}]])] },
    ],
    [
      'roles of another type',
      { entities: [{ roles: 'abuse', vcardArray: ['vcard', [['email', {}, 'text', 'a@example.com']]] }] },
    ],
    [
      'an address that would add recipients',
      { entities: [entity(['abuse'], [['email', {}, 'text', 'a@example.com\r\nBcc: b@example.com']])] },
    ],
  ])('are empty for %s', (_what, more) => {
    expect(valuesOf(more)).toEqual({});
  });

  test('are looked for in a limited depth and number of entities', () => {
    const mail = (at: string) => [['email', {}, 'text', at]];
    let deep = entity(['abuse'], mail('deep@example.com'));
    for (let level = 0; level < 500; level++) deep = entity(['technical'], [], [deep]);
    expect(valuesOf({ entities: [deep] })).toEqual({});
    const many = Array.from({ length: 1000 }, (_, at) => entity(['technical'], mail(`${at}@example.com`)));
    expect(valuesOf({ entities: [...many, entity(['abuse'], mail('late@example.com'))] })).toEqual({});
  });
});

describe('an answer is none', () => {
  test.each<[string, unknown]>([
    ['about another network', body('198.51.100.0', '198.51.100.255')],
    ['that ends before it begins', body('192.0.2.255', '192.0.2.0')],
    ['without an end', body('192.0.2.0', '')],
    ['about a domain', { ...body(...NET), objectClassName: 'domain' }],
    ['that is a list', [body(...NET)]],
    ['that is null', null],
    ['of the other family', body('::', 'ffff::')],
  ])('%s', (_what, json) => {
    expect(readAnswer(json, '192.0.2.1')).toBeUndefined();
  });
});

test.each([
  ['192.0.2.1', '192.0.2.0', '192.0.2.255', '192.0.2.0/24'],
  ['192.0.2.1', '192.0.2.0', '192.0.2.191', '192.0.2.0/25'],
  ['192.0.2.130', '192.0.2.0', '192.0.2.191', '192.0.2.128/26'],
  ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.1/32'],
  ['192.0.2.1', '192.0.0.0', '192.0.255.255', '192.0.0.0/16'],
  // Larger ones hold networks of others.
  ['192.0.2.1', '192.0.0.0', '192.255.255.255', '192.0.2.0/24'],
  ['192.0.2.1', '0.0.0.0', '255.255.255.255', '192.0.2.0/24'],
  ['2001:db8::1', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db8::/32'],
  ['2001:db8:1::1', '2001::', '2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db8:1::/48'],
  ['2001:db8::1', '2001:db8::1', '2001:db8::1', '2001:db8::1/128'],
])('an answer about %s with the range %s to %s stands for %s', (address, first, last, covered) => {
  const answer = readAnswer(body(first, last), address)!;
  expect([formatAddress(answer.first), formatAddress(answer.last)]).toEqual([first, last]);
  expect(coveredNetwork(address, answer.first, answer.last)).toBe(covered);
});
