// Joins neighbouring networks with the same values, of which files have many: their records also hold what Sundial does
// not take, such as positions.
import type { EnrichedNetwork } from '../../domain/enriched.js';
import { cidrOf, type MmdbNetwork } from './networks.js';
import { valuesOf } from './values.js';

/** A network that may become half of a larger one. */
interface Half extends Omit<MmdbNetwork, 'record'> {
  readonly values: string;
}

/**
 * The networks that have values, in the same order, with halves of equal values joined as often as possible.
 *
 * @param networks in the order of their addresses, without overlaps
 */
export function* mergedNetworks(networks: Iterable<MmdbNetwork>): Generator<EnrichedNetwork> {
  // Each of these is the first half of a network of which the ones behind it are in the second half.
  const open: Half[] = [];
  for (const { record, ...network } of networks) {
    const values = JSON.stringify(valuesOf(record));
    if (values === '{}') continue;
    let half: Half = { ...network, values };
    if (!isInOtherHalf(open.at(-1), half)) yield* emptied(open);
    while (isOtherHalf(open.at(-1), half)) {
      const { address, length } = open.pop()!;
      half = { ...half, address, length: length - 1 };
    }
    open.push(half);
  }
  yield* emptied(open);
}

function* emptied(open: Half[]): Generator<EnrichedNetwork> {
  for (const { values, ...network } of open.splice(0))
    yield { network: cidrOf(network), ...JSON.parse(values) };
}

const size = ({ bits, length }: Half): bigint => 1n << BigInt(bits - length);

/** Whether a network lies in the second half of the one that the first half belongs to, and has its values. */
function isInOtherHalf(first: Half | undefined, { address, bits, values }: Half): boolean {
  if (!first || first.bits !== bits || first.values !== values || first.length === 0) return false;
  const half = size(first);
  const start = first.address + half;
  return first.address % (half * 2n) === 0n && address >= start && address < start + half;
}

function isOtherHalf(first: Half | undefined, second: Half): boolean {
  return first?.length === second.length && isInOtherHalf(first, second);
}
