// Writes small MMDB files for tests (https://maxmind.github.io/MaxMind-DB/, version 2.0), valid ones and damaged ones.
import { parseAddress, prefixBits } from '../../../domain/address.js';

export type MmdbValue =
  | string
  | number
  | boolean
  | readonly MmdbValue[]
  | { readonly [key: string]: MmdbValue };

export interface MmdbContent {
  /** Records by network, such as `192.0.2.0/24`; a network inside of another one takes precedence. */
  readonly networks: Readonly<Record<string, MmdbValue>>;
  readonly ipVersion?: 4 | 6;
  readonly recordSize?: 24 | 28 | 32;
  readonly databaseType?: string;
  /** Makes the networks from Teredo (2001::/32) and 6to4 (2002::/16) aliases of the IPv4 part, as published files do. */
  readonly hasAliases?: boolean;
  readonly metadata?: Readonly<Record<string, MmdbValue>>;
}

interface Node {
  readonly children: [Branch, Branch];
}
/** Another node, the offset of a record, or nothing. */
type Branch = Node | number | undefined;

const newNode = (): Node => ({ children: [undefined, undefined] });

export function writeMmdb({
  networks,
  ipVersion = 6,
  recordSize = 28,
  databaseType = 'Example',
  hasAliases = false,
  metadata = {},
}: MmdbContent): Buffer {
  const root = newNode();
  const records: Buffer[] = [];
  let offset = 0;
  const shortestFirst = Object.entries(networks).toSorted(
    ([a], [b]) => lengthOf(a, ipVersion) - lengthOf(b, ipVersion),
  );
  for (const [network, value] of shortestFirst) {
    const record = encode(value);
    place(root, pathOf(network, ipVersion), offset);
    records.push(record);
    offset += record.length;
  }
  if (hasAliases) alias(root);
  const nodes = numbered(root);
  const start = Buffer.concat([
    tree(nodes, recordSize),
    Buffer.alloc(16),
    ...records,
    Buffer.from('abcdef4d61784d696e642e636f6d', 'hex'),
  ]);
  const facts = {
    node_count: nodes.size,
    record_size: recordSize,
    ip_version: ipVersion,
    database_type: databaseType,
    languages: ['en'],
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_767_225_600,
    description: { en: 'Example' },
    ...metadata,
  };
  return Buffer.concat([start, encode(facts)]);
}

/** The bits of a network from the root: IPv4 lies under ::/96 of a tree for IPv6. */
function pathOf(network: string, ipVersion: 4 | 6): number[] {
  const range = parseAddress(network)!;
  const bytes = Uint8Array.from(range.first);
  const isIpv4 = !network.includes(':');
  if (isIpv4) bytes.fill(0, 0, 12);
  const from = ipVersion === 4 ? 96 : 0;
  const all = Array.from({ length: 128 }, (_, bit) => (bytes[bit >> 3]! >> (7 - (bit & 7))) & 1);
  return all.slice(from, prefixBits(range));
}

const lengthOf = (network: string, ipVersion: 4 | 6) => pathOf(network, ipVersion).length;

function place(root: Node, path: readonly number[], record: number): void {
  let node = root;
  for (const bit of path.slice(0, -1)) {
    const next = node.children[bit];
    // A record that a longer network splits goes on in both branches.
    const inner: Node = typeof next === 'object' ? next : { children: [next, next] };
    node.children[bit] = inner;
    node = inner;
  }
  node.children[path.at(-1)!] = record;
}

function alias(root: Node): void {
  let ipv4: Branch = root;
  for (let depth = 0; depth < 96; depth++) ipv4 = (ipv4 as Node).children[0];
  for (const prefix of ['2001::/32', '2002::/16']) {
    const path = pathOf(prefix, 6);
    place(root, path, 0);
    let node = root;
    for (const bit of path.slice(0, -1)) node = node.children[bit] as Node;
    node.children[path.at(-1)!] = ipv4;
  }
}

function numbered(root: Node): Map<Node, number> {
  const nodes = new Map<Node, number>([[root, 0]]);
  // A Map's iteration visits what is added during it.
  for (const node of nodes.keys())
    for (const child of node.children)
      if (typeof child === 'object' && !nodes.has(child)) nodes.set(child, nodes.size);
  return nodes;
}

function tree(nodes: ReadonlyMap<Node, number>, recordSize: number): Buffer {
  const numberOf = (branch: Branch) => {
    if (branch === undefined) return nodes.size;
    return typeof branch === 'number' ? nodes.size + 16 + branch : nodes.get(branch)!;
  };
  return Buffer.concat(
    [...nodes.keys()].map(({ children: [left, right] }) =>
      asBytes(numberOf(left), numberOf(right), recordSize),
    ),
  );
}

function asBytes(left: number, right: number, recordSize: number): Buffer {
  const bytes = Buffer.alloc(recordSize / 4);
  if (recordSize === 28) {
    // The byte in the middle holds the highest four bits of both.
    bytes.writeUIntBE(left & 0xffffff, 0, 3);
    bytes[3] = ((left >>> 24) << 4) | (right >>> 24);
    bytes.writeUIntBE(right & 0xffffff, 4, 3);
  } else {
    bytes.writeUIntBE(left, 0, recordSize / 8);
    bytes.writeUIntBE(right, recordSize / 8, recordSize / 8);
  }
  return bytes;
}

/** A value in the format's own binary form. */
export function encode(value: MmdbValue): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'boolean') return control(14, value ? 1 : 0);
  if (typeof value === 'number') return Number.isInteger(value) ? unsigned(value) : double(value);
  if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encode)]);
  const members = Object.entries(value as Readonly<Record<string, MmdbValue>>);
  return Buffer.concat([
    control(7, members.length),
    ...members.flatMap(([key, each]) => [encode(key), encode(each)]),
  ]);
}

function unsigned(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return Buffer.concat([control(6, 4), bytes]);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return Buffer.concat([control(3, 8), bytes]);
}

/** The byte with type and size, and the further bytes of types above 7 and sizes above 28. */
function control(type: number, size: number): Buffer {
  const extended = type > 7 ? [type - 7] : [];
  const first = type > 7 ? 0 : type << 5;
  if (size < 29) return Buffer.from([first | size, ...extended]);
  if (size < 285) return Buffer.from([first | 29, ...extended, size - 29]);
  return Buffer.from([first | 30, ...extended, (size - 285) >> 8, (size - 285) & 0xff]);
}

/** A pointer to an offset below 2048 of the records. */
export const pointer = (offset: number): Buffer => Buffer.from([(1 << 5) | (offset >> 8), offset & 0xff]);
