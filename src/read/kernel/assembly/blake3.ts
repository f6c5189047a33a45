// BLAKE3 of one message in memory: the unkeyed hash of the BLAKE3 paper, section 2, with one SIMD register per row.

export const CHUNK_BYTES: u32 = 1024;
export const BLOCK_BYTES: u32 = 64;
export const CHUNK_START: u32 = 1;
export const CHUNK_END: u32 = 2;
const PARENT: u32 = 4;
export const ROOT: u32 = 8;

/** The chaining value after the last compression. */
const VALUE = memory.data(32, 16);
/** The last block of a chunk, padded with zeros. */
const BLOCK = memory.data(64, 16);
/**
 * Chaining values of finished subtrees, the largest first; two adjacent values are a parent's block. A message has at
 * most 2^22 chunks, so there are at most 23 levels.
 */
const SUBTREES = memory.data(768, 16);
/** The number of finished subtrees. */
let levels: u32 = 0;

/** Writes the first 16 bytes of the BLAKE3 hash of `length` bytes at `message` to `into`. */
export function blake3(message: usize, length: u32, into: usize): void {
  let chunk: u32 = 0;
  let rest = length;
  levels = 0;
  while (rest > CHUNK_BYTES) {
    hashChunk(message, CHUNK_BYTES, chunk, 0);
    message += CHUNK_BYTES;
    rest -= CHUNK_BYTES;
    chunk++;
    addChunk(chunk);
  }
  hashChunk(message, rest, chunk, levels === 0 ? ROOT : 0);
  finish(into);
}

/** Writes the first 16 bytes of a hash, given the chaining values of the message's chunks, to `into`. */
export function join(values: usize, chunks: u32, into: usize): void {
  levels = 0;
  for (let chunk: u32 = 1; ; chunk++, values += 32) {
    memory.copy(VALUE, values, 32);
    if (chunk === chunks) break;
    addChunk(chunk);
  }
  finish(into);
}

/** Adds the chaining value of a chunk, which is not the last chunk. `count` includes this chunk. */
function addChunk(count: u32): void {
  // A subtree is complete when the number of chunks is a multiple of the subtree's size.
  for (; (count & 1) === 0; count >>= 1) joinTop(--levels, 0);
  memory.copy(SUBTREES + 32 * levels++, VALUE, 32);
}

/** Joins all subtrees with the last chunk. */
function finish(into: usize): void {
  while (levels > 0) joinTop(--levels, levels === 0 ? ROOT : 0);
  v128.store(into, v128.load(VALUE));
}

/** Joins the subtree at `level` with the subtree in `VALUE`, and leaves their parent in `VALUE`. */
function joinTop(level: u32, flags: u32): void {
  const left = SUBTREES + 32 * level;
  memory.copy(left + 32, VALUE, 32);
  startValue();
  compress(left, BLOCK_BYTES, 0, PARENT | flags);
}

/** Leaves the chaining value of a chunk in `VALUE`. */
function hashChunk(chunk: usize, length: u32, number: u32, lastFlags: u32): void {
  startValue();
  let flags = CHUNK_START;
  while (length > BLOCK_BYTES) {
    compress(chunk, BLOCK_BYTES, number, flags);
    chunk += BLOCK_BYTES;
    length -= BLOCK_BYTES;
    flags = 0;
  }
  memory.fill(BLOCK, 0, BLOCK_BYTES);
  memory.copy(BLOCK, chunk, length);
  compress(BLOCK, length, number, flags | CHUNK_END | lastFlags);
}

function startValue(): void {
  v128.store(VALUE, i32x4(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a));
  v128.store(VALUE, i32x4(0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19), 16);
}

/** Compresses one block into `VALUE`. Shuffles bring the words of the message into the order of each round. */
function compress(block: usize, length: u32, counter: u32, flags: u32): void {
  let row0 = v128.load(VALUE);
  let row1 = v128.load(VALUE, 16);
  let row2 = i32x4(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a);
  let row3 = i32x4.replace_lane(i32x4.splat(0), 0, counter);
  row3 = i32x4.replace_lane(row3, 2, length);
  row3 = i32x4.replace_lane(row3, 3, flags);
  let m0 = v128.load(block);
  let m1 = v128.load(block, 16);
  let m2 = v128.load(block, 32);
  let m3 = v128.load(block, 48);
  // Words by columns, then by diagonals, as the first round takes them.
  let t0 = v128.shuffle<i32>(m0, m1, 0, 2, 4, 6);
  let t1 = v128.shuffle<i32>(m0, m1, 1, 3, 5, 7);
  let t2 = v128.shuffle<i32>(m2, m3, 6, 0, 2, 4);
  let t3 = v128.shuffle<i32>(m2, m3, 7, 1, 3, 5);
  for (let round = 0; ; round++) {
    row0 = i32x4.add(i32x4.add(row0, t0), row1);
    row3 = right16(v128.xor(row3, row0));
    row2 = i32x4.add(row2, row3);
    row1 = right12(v128.xor(row1, row2));
    row0 = i32x4.add(i32x4.add(row0, t1), row1);
    row3 = right8(v128.xor(row3, row0));
    row2 = i32x4.add(row2, row3);
    row1 = right7(v128.xor(row1, row2));
    row0 = v128.shuffle<i32>(row0, row0, 3, 0, 1, 2);
    row3 = v128.shuffle<i32>(row3, row3, 2, 3, 0, 1);
    row2 = v128.shuffle<i32>(row2, row2, 1, 2, 3, 0);
    row0 = i32x4.add(i32x4.add(row0, t2), row1);
    row3 = right16(v128.xor(row3, row0));
    row2 = i32x4.add(row2, row3);
    row1 = right12(v128.xor(row1, row2));
    row0 = i32x4.add(i32x4.add(row0, t3), row1);
    row3 = right8(v128.xor(row3, row0));
    row2 = i32x4.add(row2, row3);
    row1 = right7(v128.xor(row1, row2));
    row0 = v128.shuffle<i32>(row0, row0, 1, 2, 3, 0);
    row3 = v128.shuffle<i32>(row3, row3, 2, 3, 0, 1);
    row2 = v128.shuffle<i32>(row2, row2, 3, 0, 1, 2);
    if (round === 6) break;
    m0 = t0;
    m1 = t1;
    m2 = t2;
    m3 = t3;
    t0 = v128.shuffle<i32>(m0, m1, 2, 1, 5, 7);
    t0 = v128.shuffle<i32>(t0, t0, 1, 2, 3, 0);
    t1 = v128.shuffle<i32>(v128.shuffle<i32>(m2, m3, 2, 2, 7, 7), m0, 7, 1, 4, 3);
    t2 = v128.shuffle<i32>(v128.shuffle<i64>(m3, m1, 0, 2), m2, 0, 2, 7, 1);
    t3 = v128.shuffle<i32>(m1, m3, 2, 6, 3, 7);
    t3 = v128.shuffle<i32>(m2, t3, 0, 4, 1, 5);
    t3 = v128.shuffle<i32>(t3, t3, 2, 3, 1, 0);
  }
  v128.store(VALUE, v128.xor(row0, row2));
  v128.store(VALUE, v128.xor(row1, row3), 16);
}

/** Rotates each word to the right; whole bytes by a shuffle, which is one instruction. */
export function right16(words: v128): v128 {
  return v128.shuffle<u8>(words, words, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}

export function right8(words: v128): v128 {
  return v128.shuffle<u8>(words, words, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
}

export function right12(words: v128): v128 {
  return v128.or(i32x4.shr_u(words, 12), i32x4.shl(words, 20));
}

export function right7(words: v128): v128 {
  return v128.or(i32x4.shr_u(words, 7), i32x4.shl(words, 25));
}
