// Tests which queries name a holding of the caller, and are therefore answered.
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../../domain/address.js';
import { RestrictedScope } from '../../../../domain/scope.js';
import type { ScopedStore } from '../../../../store/index.js';
import { requireFilter } from './filters.js';

const scope = RestrictedScope.of([
  {
    asns: [64_496],
    networks: [parseAddress('192.0.2.0/24')!, parseAddress('2001:db8::/32')!],
    domains: ['example.com'],
    countries: ['DE'],
    until: '2026-01-01',
  },
  {},
]);
const holders = [{ id: 'zoo', scope, store: {} as ScopedStore }];
const isAnswered = (query: Record<string, string[]>) => {
  try {
    requireFilter([{}, query], holders);
    return true;
  } catch (thrown) {
    expect((thrown as Error).message).toBe('No supported report filters found');
    return false;
  }
};

describe('a query', () => {
  it.each<Record<string, string[]>>([
    { geo: ['DE'] },
    { geo: ['de'] },
    { GEO: ['|FR', '|DE'] },
    { asn: ['64496'] },
    { asn: ['AS64496'] },
    { ip: ['192.0.2.1'] },
    { ip: ['192.0.2.0/24'] },
    { ip: ['192.0.2.128/25'] },
    { ip: ['2001:db8:1::1'] },
    { domain: ['*.example.com'] },
    { domain: ['example.com'] },
    { domain: ['*.www.Example.com'] },
    { hostname: ['www.example.com'] },
    { dst_geo: ['DE'], port: ['443'] },
  ])('with %j is answered', (query) => {
    expect(isAnswered(query)).toBe(true);
  });

  it.each<Record<string, string[]>>([
    {},
    { geo: [] },
    { geo: ['FR'] },
    { geo: ['!DE'] },
    { geo: ['-DE'] },
    { geo: ['>=DE'] },
    { geo: [''] },
    { asn: ['64497'] },
    { asn: ['not a number'] },
    { ip: ['192.0.0.0/16'] },
    { ip: ['0.0.0.0/0'] },
    { ip: ['198.51.100.1'] },
    { ip: ['not an address'] },
    { domain: ['*example.com'] },
    { domain: ['*'] },
    { domain: ['*.com'] },
    { domain: ['badexample.com'] },
    { city: ['DE'] },
    { port: ['443'] },
    { constructor: ['DE'] },
    { text: ['example.com'] },
  ])('with %j is refused', (query) => {
    expect(isAnswered(query)).toBe(false);
  });
});
