// Lists the networks of an MMDB file with what the file says about each: the whole tree, from the first address to the
// last, so that the engine can look addresses up by itself.
import { Reader } from 'mmdb-lib';
import { formatRange, parseAddress } from '../../domain/address.js';
import { SundialError } from '../../domain/errors.js';
import { LOOKUP_LIMITS } from '../../domain/limits-lookups.js';

/** A network and its record, which is usually a map of maps. */
export interface MmdbNetwork {
  /** The first address as a number of `bits` bits. */
  readonly address: bigint;
  readonly bits: 32 | 128;
  /** The number of bits that all addresses of the network have in common. */
  readonly length: number;
  readonly record: unknown;
}

/** An opened file. */
export interface MmdbFile {
  /** What the file holds, such as `GeoLite2-City`. */
  readonly databaseType: string;
  readonly built: Date;
  networks(): Generator<MmdbNetwork>;
}

/** Part of the tree: a range of addresses whose networks are listed. */
interface Part {
  readonly bits: MmdbNetwork['bits'];
  readonly first: bigint;
  /** The first address behind the range. */
  readonly end: bigint;
}

const IPV4: Part = { bits: 32, first: 0n, end: 1n << 32n };
const hextets = (high: bigint) => high << 112n;
const V6_START = hextets(0x2000n);
/**
 * IPv6 as far as it is assigned (2000::/3), without Teredo (2001::/32) and 6to4 (2002::/16), under which files repeat
 * their IPv4 part. The other places of IPv4 addresses (::/96, ::ffff:0:0/96) lie outside of it.
 */
const IPV6: readonly Part[] = [
  { bits: 128, first: V6_START, end: hextets(0x2001n) },
  { bits: 128, first: hextets(0x2001n) + (1n << 96n), end: hextets(0x2002n) },
  { bits: 128, first: hextets(0x2003n), end: hextets(0x4000n) },
];

/** The separator between the tree and the records. */
const SEPARATOR_BYTES = 16;

/**
 * Opens a file in the format of MaxMind DB 2.0.
 *
 * @param file its name, for messages
 * @throws SundialError `mmdb-invalid`
 */
export function openMmdb(content: Buffer, file: string): MmdbFile {
  const reader = checked(file, () => {
    const opened = new Reader<never>(content, { cache: boundedCache() });
    const { binaryFormatMajorVersion: major, searchTreeSize, ipVersion, nodeCount } = opened.metadata;
    if (major !== 2) throw new Error(`its format has the version ${major}, not 2`);
    if (ipVersion !== 4 && ipVersion !== 6) throw new Error(`it is about IP version ${ipVersion}`);
    if (!(nodeCount > 0) || searchTreeSize + SEPARATOR_BYTES > content.length)
      throw new Error('its tree ends behind the end of the file');
    return opened;
  });
  const { databaseType, buildEpoch, ipVersion } = reader.metadata;
  const parts = ipVersion === 6 ? [IPV4, ...IPV6] : [IPV4];
  return {
    databaseType: String(databaseType),
    built: buildEpoch,
    *networks() {
      let listed = 0;
      for (const part of parts)
        for (const network of networksOf(reader, part, file)) {
          if (++listed > LOOKUP_LIMITS.mmdbNetworks)
            throw invalid(file, `it has more than ${listed - 1} networks`);
          yield network;
        }
    },
  };
}

/**
 * The networks of a part in the order of their addresses. Each look-up tells how large the network around an address is,
 * and the next look-up is for the address behind it; an empty branch of the tree is one step.
 *
 * @throws SundialError `mmdb-invalid`
 */
function* networksOf(
  reader: Reader<never>,
  { bits, first, end }: Part,
  file: string,
): Generator<MmdbNetwork> {
  for (let address = first; address < end; ) {
    const text = textOf(address, bits);
    const [record, length] = checked(file, () => reader.getWithPrefixLength(text));
    if (record !== null && record !== undefined) yield { address, bits, length, record };
    const size = 1n << BigInt(bits - length);
    // The network may begin before the part of it that is looked at.
    address = (address / size + 1n) * size;
  }
}

/** A network in the form of CIDR, such as `192.0.2.0/24`. */
export function cidrOf({ address, bits, length }: Omit<MmdbNetwork, 'record'>): string {
  const text = `${textOf(address, bits)}/${length}`;
  return bits === 32 ? text : formatRange(parseAddress(text)!);
}

function textOf(address: bigint, bits: Part['bits']): string {
  if (bits === 32) {
    const number = Number(address);
    return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
  }
  const hex = address.toString(16).padStart(32, '0');
  return hex.replaceAll(/.{4}(?=.)/g, '$&:');
}

/**
 * Keeps decoded records for neighbouring networks, which share them. Without a cache, a record that refers to another one
 * twice, and this to a third one twice, would take for ever to decode.
 */
function boundedCache() {
  const kept = new Map<string | number, unknown>();
  return {
    get: (key: string | number) => kept.get(key),
    set: (key: string | number, value: unknown) => {
      if (kept.size >= LOOKUP_LIMITS.mmdbRecords) kept.clear();
      kept.set(key, value);
    },
  };
}

/** The reader's errors are of several kinds: a damaged file leads it to any place. */
function checked<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw invalid(file, thrown instanceof RangeError ? 'it is damaged' : (thrown as Error).message);
  }
}

const invalid = (file: string, problem: string) => new SundialError('mmdb-invalid', { file, problem });
