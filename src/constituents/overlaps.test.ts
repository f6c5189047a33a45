// Checks which holdings count as overlapping, against every pair of networks.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../domain/address.js';
import { type Constituent, EMPTY } from './constituent.js';
import { overlapsOf } from './overlaps.js';

const holding = (id: string, given: Partial<Constituent>): Constituent => ({ ...EMPTY, id, ...given });
const texts = (constituents: readonly Constituent[]) =>
  overlapsOf(constituents).map(
    ({ holding: text, id, within, of }) => `${text} of ${id} in ${within} of ${of}`,
  );

describe('overlaps', () => {
  it('are networks in wider ones, names below others, and equal values', () => {
    const zoo = holding('zoo', {
      networks: ['192.0.2.0/24'],
      domains: ['example.org'],
      asns: [64_496],
      countries: ['DE'],
    });
    const lab = holding('lab', {
      networks: ['192.0.2.7', '198.51.100.0/24'],
      domains: ['www.example.org', 'badexample.org'],
      asns: [64_496, 64_497],
      countries: ['DE'],
    });
    expect(texts([zoo, lab])).toEqual([
      'www.example.org of lab in example.org of zoo',
      '192.0.2.7 of lab in 192.0.2.0/24 of zoo',
      '64496 of lab in 64496 of zoo',
      'DE of lab in DE of zoo',
    ]);
  });

  it('are not reported between a constituent and one above it', () => {
    const group = holding('group', { networks: ['192.0.2.0/24'] });
    const part = holding('part', { networks: ['192.0.2.0/25'], parent: 'group' });
    const shop = holding('shop', { networks: ['192.0.2.0/26'], parent: 'part' });
    const other = holding('other', { networks: ['192.0.2.0/27'], parent: 'group' });
    expect(texts([group, part, shop, other])).toEqual([
      '192.0.2.0/27 of other in 192.0.2.0/25 of part',
      '192.0.2.0/27 of other in 192.0.2.0/26 of shop',
    ]);
  });

  it('of networks are those of every pair', () => {
    const pool = [
      '0.0.0.0/0',
      '192.0.2.0/24',
      '192.0.2.0/25',
      '192.0.2.128/25',
      '192.0.2.255',
      '::/0',
      '2001:db8::/32',
    ];
    const networks = fc.uniqueArray(fc.constantFrom(...pool), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(networks, { maxLength: 5 }), (all) => {
        const constituents = all.map((each, at) => holding(`c${at}`, { networks: each }));
        const pairs = constituents.flatMap((one) =>
          constituents.flatMap((other) =>
            one.networks.flatMap((inner) =>
              other.networks
                .filter(
                  (outer) => one !== other && isIn(inner, outer) && (inner !== outer || one.id > other.id),
                )
                .map((outer) => `${inner} of ${one.id} in ${outer} of ${other.id}`),
            ),
          ),
        );
        expect(texts(constituents).toSorted()).toEqual(pairs.toSorted());
      }),
      { seed: 20261130, numRuns: 200 },
    );
  });
});

function isIn(inner: string, outer: string): boolean {
  const [a, b] = [parseAddress(inner)!, parseAddress(outer)!];
  const isSameFamily = inner.includes(':') === outer.includes(':');
  return isSameFamily && Buffer.compare(a.first, b.first) >= 0 && Buffer.compare(a.last, b.last) <= 0;
}
