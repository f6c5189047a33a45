// Checks which grants a restricted scope accepts, and the form in which it keeps them.
import { describe, expect, it } from 'vitest';
import { type AddressRange, parseAddress } from './address.js';
import { type Grant, RestrictedScope } from './scope.js';

const between = (first: string, last: string): AddressRange => ({
  first: parseAddress(first)!.first,
  last: parseAddress(last)!.last,
  isNetwork: true,
});

describe('a restricted scope', () => {
  it('keeps domains and countries in the form used for comparison', () => {
    const { grants } = RestrictedScope.of([{ domains: ['Example.ORG.'], countries: ['de'] }]);
    expect(grants).toEqual([{ domains: ['example.org'], countries: ['DE'] }]);
  });

  it('keeps everything else unchanged', () => {
    const grant: Grant = {
      asns: [64_496],
      networks: [parseAddress('192.0.2.0/24')!],
      types: ['scan_ntp'],
      severities: ['high'],
      from: '2026-03-01',
      until: '2026-04-01',
    };
    expect(RestrictedScope.of([grant]).grants).toEqual([grant]);
  });

  // Each would match rows that have no such value, or no rows at all.
  it.each<[string, object]>([
    ['an ASN of 0', { asns: [0] }],
    ['an ASN that is too large', { asns: [4_294_967_296] }],
    ['an ASN that is not whole', { asns: [64_496.5] }],
    ['a range that is not a network', { networks: [between('192.0.2.0', '192.0.2.100')] }],
    [
      'a network whose first address is not the lowest one',
      { networks: [between('192.0.2.1', '192.0.2.127')] },
    ],
    [
      'two addresses declared as one',
      { networks: [{ ...between('192.0.2.0', '192.0.2.1'), isNetwork: false }] },
    ],
    ['an empty domain', { domains: [''] }],
    ['a domain of dots', { domains: ['.'] }],
    ['a domain with a wildcard', { domains: ['*.example.org'] }],
    ['an empty country', { countries: [''] }],
    ['the name of a country', { countries: ['Germany'] }],
    ['an unknown severity', { severities: ['none'] }],
    ['a date that does not exist', { from: '2026-02-30' }],
    ['an empty date', { until: '' }],
  ])('refuses %s', (_name, grant) => {
    expect(() => RestrictedScope.of([grant as Grant])).toThrow('a scope cannot hold the');
  });
});
