// BLAKE3 of the messages in a queue, four chunks at a time: each word of a register belongs to a different chunk.
import {
  BLOCK_BYTES,
  CHUNK_BYTES,
  CHUNK_END,
  CHUNK_START,
  join,
  ROOT,
  right7,
  right8,
  right12,
  right16,
} from './blake3';

/** The most messages in the queue. */
const QUEUE_MESSAGES: u32 = 64;

/** The address and length of each message, and the address for its hash. */
const QUEUE = memory.data(768, 16);
/**
 * Chaining values of finished chunks, at most 576: the queue holds 64 KiB of texts and one more row, which may have
 * 256 KiB of cells and 2,000 names of 12 bytes, and each message may have one chunk that is not full.
 */
const VALUES = memory.data(18432, 16);
/** The lanes' chaining values, counters, lengths and flags: one register per word. */
const STATE = memory.data(176, 16);
/** The words of the lanes' blocks: one register per word. */
const WORDS = memory.data(256, 16);
/** The last block of each lane's chunk, filled up with zeros. */
const LAST = memory.data(256, 16);
/** The offset of the word that each step of the seven rounds takes. */
const ORDER = memory.data<u8>([
  0, 16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 32, 96, 48, 160, 112, 0, 64, 208,
  16, 176, 192, 80, 144, 224, 240, 128, 48, 64, 160, 192, 208, 32, 112, 224, 96, 80, 144, 0, 176, 240, 128,
  16, 160, 112, 192, 144, 224, 48, 208, 240, 64, 0, 176, 32, 80, 128, 16, 96, 192, 208, 144, 176, 240, 160,
  224, 128, 112, 32, 80, 48, 0, 16, 96, 64, 144, 224, 176, 80, 128, 192, 240, 16, 208, 48, 0, 160, 32, 96, 64,
  112, 176, 240, 80, 0, 16, 144, 128, 96, 224, 160, 32, 192, 48, 64, 112, 208,
]);
/** For each lane: the next block's address, the bytes left, and the address for the result (0 = the lane is idle). */
const LANES = memory.data(48, 16);

let messages: u32 = 0;
/** The next chunk for a lane: its message, its number in the message, and the address for its chaining value. */
let nextMessage: u32 = 0;
let nextChunk: u32 = 0;
let nextValue: usize = 0;

/** Adds a message, which must not move before `hashQueue` writes the first 16 bytes of its hash to `into`. */
export function enqueue(message: usize, length: u32, into: usize): void {
  const entry = QUEUE + 12 * messages++;
  store<u32>(entry, <u32>message);
  store<u32>(entry, length, 4);
  store<u32>(entry, <u32>into, 8);
}

/** Whether the queue has no room for another message. */
export function isQueueFull(): bool {
  return messages === QUEUE_MESSAGES;
}

/** Hashes all messages, together less than 512 KiB, and empties the queue. */
export function hashQueue(): void {
  nextMessage = 0;
  nextChunk = 0;
  nextValue = VALUES;
  let busy = 0;
  for (let lane: usize = 0; lane < 4; lane++) if (begin(lane)) busy++;
  while (busy > 0) {
    for (let lane: usize = 0; lane < 4; lane++) readBlock(lane);
    compressLanes();
    for (let lane: usize = 0; lane < 4; lane++) if (!endBlock(lane)) busy--;
  }
  let value: usize = VALUES;
  for (let number: u32 = 0; number < messages; number++) {
    const entry = QUEUE + 12 * number;
    const chunks = chunksOf(load<u32>(entry, 4));
    join(value, chunks, load<u32>(entry, 8));
    value += 32 * chunks;
  }
  messages = 0;
}

function chunksOf(length: u32): u32 {
  return length === 0 ? 1 : (length + CHUNK_BYTES - 1) / CHUNK_BYTES;
}

/** Gives the next chunk to a lane; false if no chunk is left. */
function begin(lane: usize): bool {
  const laneAt = LANES + 12 * lane;
  store<u32>(laneAt, 0, 8);
  if (nextMessage === messages) return false;
  const entry = QUEUE + 12 * nextMessage;
  const length = load<u32>(entry, 4);
  const from = nextChunk * CHUNK_BYTES;
  const chunks = chunksOf(length);
  store<u32>(laneAt, load<u32>(entry) + from);
  store<u32>(laneAt, min(length - from, CHUNK_BYTES), 4);
  store<u32>(laneAt, <u32>nextValue, 8);
  nextValue += 32;
  const state = STATE + 4 * lane;
  store<u32>(state, 0x6a09e667, 0);
  store<u32>(state, 0xbb67ae85, 16);
  store<u32>(state, 0x3c6ef372, 32);
  store<u32>(state, 0xa54ff53a, 48);
  store<u32>(state, 0x510e527f, 64);
  store<u32>(state, 0x9b05688c, 80);
  store<u32>(state, 0x1f83d9ab, 96);
  store<u32>(state, 0x5be0cd19, 112);
  store<u32>(state, nextChunk, 128);
  // The flag of a chunk's first block. A message's only chunk has another flag, which its last block gets.
  store<u32>(state, CHUNK_START | (chunks === 1 ? ROOT << 8 : 0), 160);
  if (++nextChunk === chunks) {
    nextChunk = 0;
    nextMessage++;
  }
  return true;
}

/** Prepares a lane's next block, padded with zeros if it is the last block of its chunk. */
function readBlock(lane: usize): void {
  const laneAt = LANES + 12 * lane;
  const state = STATE + 4 * lane;
  if (load<u32>(laneAt, 8) === 0) return;
  let block: usize = load<u32>(laneAt);
  const left = load<u32>(laneAt, 4);
  if (left <= BLOCK_BYTES) {
    const last = LAST + 64 * lane;
    memory.fill(last, 0, BLOCK_BYTES);
    memory.copy(last, block, left);
    block = last;
    const flags = load<u32>(state, 160);
    store<u32>(state, (flags & 0xff) | (flags >> 8) | CHUNK_END, 160);
  }
  store<u32>(state, min(left, BLOCK_BYTES), 144);
  store<u32>(laneAt, <u32>block);
}

/** Ends a lane's block, and the chunk if that was its last block; false if the lane becomes idle. */
function endBlock(lane: usize): bool {
  const laneAt = LANES + 12 * lane;
  const value: usize = load<u32>(laneAt, 8);
  // A lane that was idle before is not counted again.
  if (value === 0) return true;
  const left = load<u32>(laneAt, 4);
  const state = STATE + 4 * lane;
  if (left > BLOCK_BYTES) {
    store<u32>(laneAt, load<u32>(laneAt) + BLOCK_BYTES);
    store<u32>(laneAt, left - BLOCK_BYTES, 4);
    store<u32>(state, load<u32>(state, 160) & ~CHUNK_START, 160);
    return true;
  }
  for (let word: usize = 0; word < 8; word++) store<u32>(value + 4 * word, load<u32>(state + 16 * word));
  return begin(lane);
}

/** Arranges four words of each lane's block, from `offset` in the blocks, as one register per word. */
function transpose(offset: u32): void {
  const a = v128.load(load<u32>(LANES) + offset);
  const b = v128.load(load<u32>(LANES, 12) + offset);
  const c = v128.load(load<u32>(LANES, 24) + offset);
  const d = v128.load(load<u32>(LANES, 36) + offset);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const AB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const CD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  const into = WORDS + 4 * <usize>offset;
  v128.store(into, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(into, v128.shuffle<i64>(ab, cd, 1, 3), 16);
  v128.store(into, v128.shuffle<i64>(AB, CD, 0, 2), 32);
  v128.store(into, v128.shuffle<i64>(AB, CD, 1, 3), 48);
}

function word(order: usize, step: usize): v128 {
  return v128.load(WORDS + <usize>load<u8>(order + step));
}

/** Compresses a block of each lane into the lane's chaining value. */
function compressLanes(): void {
  transpose(0);
  transpose(16);
  transpose(32);
  transpose(48);
  let v0 = v128.load(STATE, 0);
  let v1 = v128.load(STATE, 16);
  let v2 = v128.load(STATE, 32);
  let v3 = v128.load(STATE, 48);
  let v4 = v128.load(STATE, 64);
  let v5 = v128.load(STATE, 80);
  let v6 = v128.load(STATE, 96);
  let v7 = v128.load(STATE, 112);
  let v8 = i32x4.splat(0x6a09e667);
  let v9 = i32x4.splat(0xbb67ae85);
  let v10 = i32x4.splat(0x3c6ef372);
  let v11 = i32x4.splat(0xa54ff53a);
  let v12 = v128.load(STATE, 128);
  let v13 = i32x4.splat(0);
  let v14 = v128.load(STATE, 144);
  let v15 = v128.and(v128.load(STATE, 160), i32x4.splat(0xff));
  for (let order = ORDER; order < ORDER + 112; order += 16) {
    v0 = i32x4.add(i32x4.add(v0, v4), word(order, 0));
    v1 = i32x4.add(i32x4.add(v1, v5), word(order, 2));
    v2 = i32x4.add(i32x4.add(v2, v6), word(order, 4));
    v3 = i32x4.add(i32x4.add(v3, v7), word(order, 6));
    v12 = right16(v128.xor(v12, v0));
    v13 = right16(v128.xor(v13, v1));
    v14 = right16(v128.xor(v14, v2));
    v15 = right16(v128.xor(v15, v3));
    v8 = i32x4.add(v8, v12);
    v9 = i32x4.add(v9, v13);
    v10 = i32x4.add(v10, v14);
    v11 = i32x4.add(v11, v15);
    v4 = right12(v128.xor(v4, v8));
    v5 = right12(v128.xor(v5, v9));
    v6 = right12(v128.xor(v6, v10));
    v7 = right12(v128.xor(v7, v11));
    v0 = i32x4.add(i32x4.add(v0, v4), word(order, 1));
    v1 = i32x4.add(i32x4.add(v1, v5), word(order, 3));
    v2 = i32x4.add(i32x4.add(v2, v6), word(order, 5));
    v3 = i32x4.add(i32x4.add(v3, v7), word(order, 7));
    v12 = right8(v128.xor(v12, v0));
    v13 = right8(v128.xor(v13, v1));
    v14 = right8(v128.xor(v14, v2));
    v15 = right8(v128.xor(v15, v3));
    v8 = i32x4.add(v8, v12);
    v9 = i32x4.add(v9, v13);
    v10 = i32x4.add(v10, v14);
    v11 = i32x4.add(v11, v15);
    v4 = right7(v128.xor(v4, v8));
    v5 = right7(v128.xor(v5, v9));
    v6 = right7(v128.xor(v6, v10));
    v7 = right7(v128.xor(v7, v11));
    v0 = i32x4.add(i32x4.add(v0, v5), word(order, 8));
    v1 = i32x4.add(i32x4.add(v1, v6), word(order, 10));
    v2 = i32x4.add(i32x4.add(v2, v7), word(order, 12));
    v3 = i32x4.add(i32x4.add(v3, v4), word(order, 14));
    v15 = right16(v128.xor(v15, v0));
    v12 = right16(v128.xor(v12, v1));
    v13 = right16(v128.xor(v13, v2));
    v14 = right16(v128.xor(v14, v3));
    v10 = i32x4.add(v10, v15);
    v11 = i32x4.add(v11, v12);
    v8 = i32x4.add(v8, v13);
    v9 = i32x4.add(v9, v14);
    v5 = right12(v128.xor(v5, v10));
    v6 = right12(v128.xor(v6, v11));
    v7 = right12(v128.xor(v7, v8));
    v4 = right12(v128.xor(v4, v9));
    v0 = i32x4.add(i32x4.add(v0, v5), word(order, 9));
    v1 = i32x4.add(i32x4.add(v1, v6), word(order, 11));
    v2 = i32x4.add(i32x4.add(v2, v7), word(order, 13));
    v3 = i32x4.add(i32x4.add(v3, v4), word(order, 15));
    v15 = right8(v128.xor(v15, v0));
    v12 = right8(v128.xor(v12, v1));
    v13 = right8(v128.xor(v13, v2));
    v14 = right8(v128.xor(v14, v3));
    v10 = i32x4.add(v10, v15);
    v11 = i32x4.add(v11, v12);
    v8 = i32x4.add(v8, v13);
    v9 = i32x4.add(v9, v14);
    v5 = right7(v128.xor(v5, v10));
    v6 = right7(v128.xor(v6, v11));
    v7 = right7(v128.xor(v7, v8));
    v4 = right7(v128.xor(v4, v9));
  }
  v128.store(STATE, v128.xor(v0, v8), 0);
  v128.store(STATE, v128.xor(v1, v9), 16);
  v128.store(STATE, v128.xor(v2, v10), 32);
  v128.store(STATE, v128.xor(v3, v11), 48);
  v128.store(STATE, v128.xor(v4, v12), 64);
  v128.store(STATE, v128.xor(v5, v13), 80);
  v128.store(STATE, v128.xor(v6, v14), 96);
  v128.store(STATE, v128.xor(v7, v15), 112);
}
