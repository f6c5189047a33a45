// Remembers the indexes of a column's recent words; the dictionaries themselves are in TypeScript.
import { wordIndex } from './odd';

/** The longest word to remember, in bytes; TypeScript looks up longer words each time. */
const LONGEST: u32 = 48;
/** The position of the word in a slot, after the word's length and index. */
const WORD: usize = 16;
const SLOT_BYTES: u32 = 64;
const SLOTS: u32 = 512;

/** Bytes of the memory of one column. */
export const WORDS_BYTES: u32 = SLOTS * SLOT_BYTES;

/** Sixteen bytes of ones and sixteen bytes of zeros: a window on them is the mask for a length. */
const MASKS = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0,
]);

/** Forgets all words, because a new block begins with empty dictionaries. */
export function forget(slots: usize): void {
  memory.fill(slots, 0, WORDS_BYTES);
}

/** The index of a word that is not empty. A word replaces the earlier word in its slot. */
export function indexOfWord(slots: usize, column: u32, start: u32, end: u32): u32 {
  const length = end - start;
  if (length > LONGEST) return wordIndex(column, start, end);
  const first = masked(start, length);
  const second = length > 16 ? masked(start + 16, length - 16) : i64x2.splat(0);
  const third = length > 32 ? masked(start + 32, length - 32) : i64x2.splat(0);
  const mixed = v128.xor(first, v128.xor(i64x2.shl(second, 1), i64x2.shl(third, 2)));
  const folded = i64x2.extract_lane(mixed, 0) ^ (i64x2.extract_lane(mixed, 1) * 0x2545f491);
  const hash = (<u32>folded ^ <u32>(folded >> 32)) * 0x9e3779b1;
  const slot = slots + <usize>((hash >> 23) * SLOT_BYTES);
  const differs = v128.or(
    v128.xor(first, v128.load(slot, WORD)),
    v128.or(v128.xor(second, v128.load(slot, WORD + 16)), v128.xor(third, v128.load(slot, WORD + 32))),
  );
  if (load<u32>(slot) === length && !v128.any_true(differs)) return load<u32>(slot, 4);
  const index = wordIndex(column, start, end);
  store<u32>(slot, length);
  store<u32>(slot, index, 4);
  v128.store(slot, first, WORD);
  v128.store(slot, second, WORD + 16);
  v128.store(slot, third, WORD + 32);
  return index;
}

/** Sixteen bytes of a word, with zeros after its end. */
function masked(start: u32, length: u32): v128 {
  const bytes = v128.load(start);
  return length >= 16 ? bytes : v128.and(bytes, v128.load(MASKS + 16 - length));
}
