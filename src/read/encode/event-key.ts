// The event key: 128 bits over a row's non-empty original (column, value) pairs, independent of their order.
import { hash } from 'node:crypto';
import { digestOfKeys, plainDigest } from '../../domain/row-digest.js';
import { Kernel } from '../kernel/kernel.js';
import { Sink } from './native.js';

/** Bytes of a key in the store. */
export const KEY_BYTES = 16;
const TAG_BYTES = 8;
const LENGTH_BYTES = 4;
/** From this size on, a native copy is faster than a loop. */
const LONG_BYTES = 64;

/**
 * Eight bytes that represent a column name in the hashed text. Names come from headers, not from hosts' answers, so 64
 * bits of SHA-256 suffice, and shorten the hashed text by a third.
 */
function nameTag(name: string): Buffer {
  const known = nameTags.get(name);
  if (known) return known;
  const tag = hash('sha256', name, 'buffer').subarray(0, TAG_BYTES);
  if (nameTags.size < MOST_NAME_TAGS) nameTags.set(name, tag);
  return tag;
}

/** Tags of names that earlier headers had: the same names occur in many reports. */
const nameTags = new Map<string, Buffer>();
/** Several times the number of the publisher's columns. */
const MOST_NAME_TAGS = 5_000;

/** The columns of a header in the order of event keys. */
function inOrder(header: readonly string[]): number[] {
  return header.map((_, index) => index).sort((a, b) => (header[a]! < header[b]! ? -1 : 1));
}

/** Column names, each once and in the order of event keys, with their tags in hexadecimal. */
export function keyNames(names: Iterable<string>): { names: string[]; tags: string[] } {
  const distinct = [...new Set(names)];
  const ordered = inOrder(distinct).map((index) => distinct[index]!);
  return { names: ordered, tags: ordered.map((name) => nameTag(name).toString('hex')) };
}

let kernel: Kernel | undefined;

/** The key of the text of a row: 128 bits of BLAKE3. The next call overwrites the 16 bytes. */
export function keyOfText(text: Uint8Array, length = text.length): Buffer {
  kernel ??= new Kernel();
  return kernel.hash(text, length);
}

/** The text of the last row, whichever report the row belongs to: a new buffer for each small report would be garbage. */
const hashedText = new Sink(64 * 1024);

/**
 * Makes keys of rows with one header. Uses BLAKE3 (truncated), because attackers choose banners and must not be able to
 * give two events the same key (decisions.md#event-keys).
 */
export class KeyMaker {
  /** Cells in the order of their columns, and the tags of the names by cell. */
  readonly order: readonly number[];
  readonly tags: readonly Buffer[];
  private readonly text = hashedText;
  private readonly key = Buffer.alloc(KEY_BYTES);

  /** Approximate bytes of the last row, for bounding a block. */
  get rowBytes(): number {
    return this.text.length;
  }

  constructor(header: readonly string[]) {
    this.order = inOrder(header);
    this.tags = header.map(nameTag);
  }

  /**
   * The key of the row whose cells are `bytes[starts[i], ends[i])`; cells from `count` on are missing.
   * The next row overwrites the buffer.
   */
  make(bytes: Buffer, starts: Int32Array, ends: Int32Array, count: number): Buffer {
    const { text, order, tags } = this;
    text.clear();
    // Space for the whole row is reserved at once and the loop is unrolled by hand, because it handles every byte of every report.
    let size = count * (TAG_BYTES + LENGTH_BYTES);
    for (let cell = 0; cell < count; cell++) size += ends[cell]! - starts[cell]!;
    text.reserve(size);
    const into = text.bytes;
    let to = 0;
    for (let place = 0; place < order.length; place++) {
      const cell = order[place]!;
      if (cell >= count) continue;
      const start = starts[cell]!;
      const end = ends[cell]!;
      if (start === end) continue;
      const tag = tags[cell]!;
      for (let at = 0; at < TAG_BYTES; at++) into[to++] = tag[at]!;
      const length = end - start;
      into[to++] = length & 0xff;
      into[to++] = (length >>> 8) & 0xff;
      into[to++] = (length >>> 16) & 0xff;
      into[to++] = length >>> 24;
      if (length > LONG_BYTES) to += bytes.copy(into, to, start, end);
      else for (let at = start; at < end; ) into[to++] = bytes[at++]!;
    }
    text.length = to;
    return keyOfText(into, to);
  }

  /** The key of the last row by SHA-256, as earlier versions made keys. The next row overwrites the buffer. */
  earlier(): Buffer {
    return this.earlierOf(this.text.bytes.subarray(0, this.text.length));
  }

  /** The key by SHA-256 of a row with this hashed text. The next row overwrites the buffer. */
  earlierOf(text: Uint8Array): Buffer {
    const { key } = this;
    // Returned as text with one character per byte, because a new buffer for each row would burden the garbage collector.
    const digest = hash('sha256', text, 'binary');
    for (let at = 0; at < KEY_BYTES; at++) key[at] = digest.charCodeAt(at);
    return key;
  }
}

/**
 * Count and sum (mod 2^128) of a report's event keys: equal digests are the same report, whatever byte-order
 * mark, line ends or order of rows its files have (decisions.md#versions-of-a-report).
 */
export class RowDigest {
  private count = 0;
  private readonly lanes = [0, 0, 0, 0];

  /** Adds adjacent keys. */
  addAll(keys: Buffer): void {
    for (let at = 0; at < keys.length; at += KEY_BYTES) this.add(keys, at);
  }

  add(key: Buffer, at = 0): void {
    this.count++;
    let carry = 0;
    for (let lane = 0; lane < 4; lane++) {
      const sum = this.lanes[lane]! + key.readUInt32LE(at + lane * 4) + carry;
      this.lanes[lane] = sum % 0x1_0000_0000;
      carry = sum >= 0x1_0000_0000 ? 1 : 0;
    }
  }

  /** The digest of event keys. */
  ofKeys(): string {
    return digestOfKeys(this.count, this.sum());
  }

  /** The digest of other values, without the name of a hash. */
  toString(): string {
    return plainDigest(this.count, this.sum());
  }

  private sum(): string {
    return this.lanes
      .map((lane) => lane.toString(16).padStart(8, '0'))
      .reverse()
      .join('');
  }
}
