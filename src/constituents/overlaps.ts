// Finds holdings of different constituents that overlap: networks within each other, names below each other, and equal
// autonomous systems and countries.
import { type AddressRange, formatRange, parseAddress } from '../domain/address.js';
import type { Constituent } from './constituent.js';
import type { HoldingKind } from './matching.js';

/** A holding that lies in another one, or equals it. */
export interface Overlap {
  readonly kind: HoldingKind;
  readonly holding: string;
  readonly id: string;
  /** The wider holding, and the constituent that has it. */
  readonly within: string;
  readonly of: string;
}

interface Held<T> {
  readonly id: string;
  readonly holding: T;
}

/**
 * All overlaps, except between a constituent and one above it: a part of a group usually holds a part of the group's
 * networks. Whoever holds a narrower network is told about it as well as the holder of the wider one.
 */
export function overlapsOf(constituents: readonly Constituent[]): Overlap[] {
  const related = kinship(constituents);
  const of = <T>(values: (each: Constituent) => readonly T[]): Held<T>[] =>
    constituents.flatMap((each) => values(each).map((holding) => ({ id: each.id, holding })));
  return [
    ...nameOverlaps(of(({ domains }) => domains)),
    ...networkOverlaps(of(({ networks }) => networks)),
    ...equalOverlaps(
      'asn',
      of(({ asns }) => asns.map(String)),
    ),
    ...equalOverlaps(
      'country',
      of(({ countries }) => countries),
    ),
  ].filter((overlap) => !related(overlap.id, overlap.of));
}

/** Tells whether two constituents are the same, or one is above the other. */
function kinship(constituents: readonly Constituent[]): (a: string, b: string) => boolean {
  const parents = new Map(constituents.map(({ id, parent }) => [id, parent]));
  const isAbove = (upper: string, id: string): boolean => {
    // A plan refuses circles, but two imports at different dates could make one.
    const seen = new Set<string>();
    for (let at: string | undefined = id; at && !seen.has(at); at = parents.get(at)) {
      if (at === upper) return true;
      seen.add(at);
    }
    return false;
  };
  return (a, b) => isAbove(a, b) || isAbove(b, a);
}

function nameOverlaps(held: readonly Held<string>[]): Overlap[] {
  const holders = holdersOf(held);
  return held.flatMap(({ id, holding }) => {
    const labels = holding.split('.');
    const wider = labels.map((_, at) => labels.slice(at).join('.'));
    return wider.flatMap((within) =>
      (holders.get(within) ?? [])
        // Of two equal holdings, one names the other.
        .filter((of) => within !== holding || of > id)
        .map((of) => ({ kind: 'domain' as const, holding, id, within, of })),
    );
  });
}

function equalOverlaps(kind: HoldingKind, held: readonly Held<string>[]): Overlap[] {
  const holders = holdersOf(held);
  return held.flatMap(({ id, holding }) =>
    holders
      .get(holding)!
      .filter((of) => of > id)
      .map((of) => ({ kind, holding, id, within: holding, of })),
  );
}

function holdersOf(held: readonly Held<string>[]): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  for (const { id, holding } of held) holders.set(holding, [...(holders.get(holding) ?? []), id]);
  return holders;
}

/** Networks in the order of their first address, wider ones first, so that the networks around one are still open. */
function networkOverlaps(held: readonly Held<string>[]): Overlap[] {
  const sorted = held
    .map(({ id, holding }) => ({ id, range: parseAddress(holding)! }))
    .toSorted(
      (a, b) =>
        Buffer.compare(a.range.first, b.range.first) ||
        Buffer.compare(b.range.last, a.range.last) ||
        a.id.localeCompare(b.id),
    );
  const overlaps: Overlap[] = [];
  let open: typeof sorted = [];
  for (const each of sorted) {
    open = open.filter(({ range }) => Buffer.compare(range.last, each.range.first) >= 0);
    for (const wider of open)
      if (isSameFamily(wider.range, each.range))
        overlaps.push({
          kind: 'network',
          ...{ holding: formatRange(each.range), id: each.id },
          ...{ within: formatRange(wider.range), of: wider.id },
        });
    open.push(each);
  }
  return overlaps;
}

/** `::/0` holds no IPv4 address, although the store keeps IPv4 addresses inside of it. */
const isSameFamily = (a: AddressRange, b: AddressRange): boolean =>
  formatRange(a).includes(':') === formatRange(b).includes(':');
