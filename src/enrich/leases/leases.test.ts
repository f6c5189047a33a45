// Tests the reading of leases: times with and without zones, ranges of ports, other names of columns, and every kind of fault.
import { describe, expect, it } from 'vitest';
import { SundialError } from '../../domain/errors.js';
import type { Lease } from '../../store/index.js';
import { readTime } from './entry.js';
import { readLeases } from './read.js';

const leasesOf = (text: string): Lease[] => [...readLeases(Buffer.from(text), 'leases.csv')].flat();
const second = (text: string) => Date.parse(text) / 1000;

function problemOf(text: string): string {
  try {
    leasesOf(text);
  } catch (thrown) {
    if (thrown instanceof SundialError) return `${thrown.code}: ${thrown.message}`;
    throw thrown;
  }
  throw new Error('it was read');
}

describe('leases', () => {
  it('have times with a zone, in UTC, or in seconds', () => {
    const [lease] = leasesOf(
      'ip,begins,expires,id\n192.0.2.1,2026-01-15T08:30:00.5+01:00,2026-01-15 08:30,laptop 7\n',
    );
    expect(lease).toMatchObject({ device: 'laptop 7', prefix: 128, port_first: 0, port_last: 65_535 });
    expect([lease!.begins, lease!.ends]).toEqual([
      second('2026-01-15T07:30:00Z'),
      second('2026-01-15T08:30:00Z'),
    ]);
    const times = ['1768465800', '2026-01-15T08:30:00Z', '2026-01-15 08:30:00 UTC', '2026-01-15 09:30+01'];
    for (const time of times) expect(readTime(time)?.toISOString(), time).toBe('2026-01-15T08:30:00.000Z');
    for (const time of ['', 'yesterday', '2026-02-30', '15.01.2026', '1969-12-31'])
      expect(readTime(time), time).toBeUndefined();
  });

  it('have ranges of ports, networks, no end, and no device', () => {
    const json = [
      { network: '2001:db8:7::/56', from: null, device: '' },
      { ip: '198.51.100.1', ports: '1024-2047', from: '2026-01-15', until: null, subscriber: 'a' },
      { ip: '198.51.100.1', port: 22, start: 1768465800, device: 'b' },
    ];
    const read = leasesOf(JSON.stringify({ leases: json }));
    expect(
      read.map(({ prefix, port_first, port_last, ends, device }) => [
        prefix,
        port_first,
        port_last,
        ends,
        device,
      ]),
    ).toEqual([
      [56, 0, 65_535, 4_294_967_295, ''],
      [128, 1024, 2047, 4_294_967_295, 'a'],
      [128, 22, 22, 4_294_967_295, 'b'],
    ]);
  });

  it.each([
    ['id,address,from,device\n17,192.0.2.1,2026-01-15,laptop-7\n', 'two columns name a device'],
    ['', 'it is empty'],
    ['address,from\n', 'line 1 names no column "device"'],
    ['laptop-7,192.0.2.1\n', 'no column "address" and "from" and "device"'],
    ['address,from,device\n192.0.2.x,2026-01-15,a\n', 'line 2, address: "192.0.2.x" is not an address'],
    ['address,from,device\n192.0.2.1 192.0.2.2,2026-01-15,a\n', 'a lease has one address'],
    ['address,from,device\n,2026-01-15,a\n', 'no address is given'],
    ['address,from,device,ports\n192.0.2.1,2026-01-15,a,2047-1024\n', '"2047-1024" is not a range of ports'],
    ['address,from,device,ports\n192.0.2.1,2026-01-15,a,1-70000\n', 'is not a range of ports'],
    ['address,from,device\n192.0.2.1,15.1.2026,a\n', 'from: "15.1.2026" is not a time'],
    ['address,from,until,device\n192.0.2.1,2026-01-15,2026-01-15,a\n', 'until: is not after from'],
    [`address,from,device\n192.0.2.1,2026-01-15,${'x'.repeat(501)}\n`, 'longer than 500 characters'],
    ['[{"address": "192.0.2.1"', 'it is not valid JSON'],
    [
      '[{"address": "192.0.2.1", "from": 1768465800, "device": {"name": "a"}}]',
      'line 1, device: is an object or a nested array. Expected a text',
    ],
  ])('%j is refused', (text, problem) => {
    expect(problemOf(text)).toMatch(/^inventory-invalid: .*Nothing was changed/);
    expect(problemOf(text)).toContain(problem);
  });
});
