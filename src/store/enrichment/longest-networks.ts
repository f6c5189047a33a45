// Looks addresses up in the stored networks of one version, without the engine's dictionary of all its networks.
import { ipv6Text, parseAddress } from '../../domain/address.js';
import { ENRICHED_VALUES, type EnrichedName, type EnrichedValues } from '../../domain/enriched.js';
import type { Engine } from '../engine/engine.js';
import { storedNetwork } from './stored-network.js';
import { ENRICHMENT_NETWORKS } from './tables.js';
import type { EnrichmentVersion } from './versions.js';

/** What one source says about an address. */
export interface FoundNetwork {
  readonly source: string;
  readonly version: number;
  /** The longest network around the address in the version. */
  readonly network: string;
  readonly values: EnrichedValues;
  /** Unix seconds at which the values were got; 0 = with the version. */
  readonly gotAt: number;
}

type Row = Readonly<Record<string, string | number>>;

/** Bits in front of an IPv4 address. */
const MAPPED_BITS = 96;

/**
 * The longest network of a version around each address; an address in none is left out.
 *
 * @param addresses in the form of `formatAddress`, some thousand at most; other texts are left out
 */
export async function longestNetworks(
  engine: Engine,
  addresses: readonly string[],
  { source, version }: EnrichmentVersion,
): Promise<(readonly [address: string, found: FoundNetwork])[]> {
  const known = addresses.flatMap((text) => {
    const range = parseAddress(text);
    return range && !range.isNetwork ? [{ text, ip: ipv6Text(range.first) }] : [];
  });
  if (known.length === 0) return [];
  const lengths = await lengthsOf(engine, version);
  const rows = await engine.rows<Row>(
    `SELECT network, toString(networks.first) AS first, bits, ${COLUMNS}, toUnixTimestamp(networks.got_at) AS got
     FROM ${ENRICHMENT_NETWORKS.name} AS networks
     WHERE version = {version:UInt32} AND (networks.first, bits) IN (
       SELECT IPv6CIDRToRange(toIPv6(address), length).1, length
       FROM (SELECT arrayJoin({asked:Array(String)}) AS address, arrayJoin({lengths:Array(UInt8)}) AS length))`,
    { version, lengths, asked: known.map(({ ip }) => ip) },
  );
  const byNetwork = new Map(rows.map((row) => [String(row.network), row]));
  return known.flatMap(({ text }) => {
    const row = around(text, lengths)
      .map((network) => byNetwork.get(network))
      .find((each) => each !== undefined);
    return row ? [[text, found(row, source, version)] as const] : [];
  });
}

const COLUMNS = ENRICHED_VALUES.map(({ column }) => column).join(', ');

/** The lengths of a version's networks, in bits of 128, longest first. */
async function lengthsOf(engine: Engine, version: number): Promise<number[]> {
  const rows = await engine.rows<{ bits: number }>(
    `SELECT DISTINCT bits FROM ${ENRICHMENT_NETWORKS.name} WHERE version = {version:UInt32} ORDER BY bits DESC`,
    { version },
  );
  return rows.map(({ bits }) => bits);
}

/** The networks of these lengths around an address, in the form in which they are stored. */
function around(address: string, lengths: readonly number[]): string[] {
  const before = address.includes(':') ? 0 : MAPPED_BITS;
  return lengths
    .filter((length) => length >= before)
    .map((length) => storedNetwork(`${address}/${length - before}`)!.network);
}

function found(row: Row, source: string, version: number): FoundNetwork {
  const values = enrichedValues(row, 'column');
  return { source, version, network: String(row.network), values, gotAt: Number(row.got) };
}

/** The known values of a row. @param named whether they have the names of columns of networks or of fields of events */
export function enrichedValues(row: Row, named: 'column' | 'field'): EnrichedValues {
  const known = ENRICHED_VALUES.filter((value) => !['', 0, undefined].includes(row[value[named]]));
  return Object.fromEntries(
    known.map((value): [EnrichedName, string | number] => [value.name, row[value[named]]!]),
  );
}
