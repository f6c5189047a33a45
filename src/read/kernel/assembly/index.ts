// The functions that the kernel exports to TypeScript; `npm run build:kernel` compiles the files of this folder.
import { clear, region } from './arena';
import { blake3 } from './blake3';
import { at, BLANK, breaks, continueAt, cut, cutBy, cutFrom, RECORD } from './cut';
import { beginBlock, beginRun, encode, endRun, takePlan } from './rows';
import { scan } from './scan';

export { clear, region };

/** The region for messages to hash, and its size: that of the longest message so far. */
let message: usize = 0;
let messageBytes: u32 = 0;
/** The buffer for a hash. */
const RESULT = memory.data(16, 16);

/** Reserves room for a message of `length` bytes and returns its address, which is valid until the next call. */
export function room(length: u32): usize {
  if (message === 0 || length > messageBytes) {
    clear();
    message = region(length);
    messageBytes = length;
  }
  return message;
}

/** Hashes the message that TypeScript wrote into the room; returns the address of the first 16 bytes of the BLAKE3 hash. */
export function hashMessage(length: u32): usize {
  blake3(message, length, RESULT);
  return RESULT;
}

let plan: usize = 0;

/** Takes a report's plan, for a block whose map has `mapPairs` pairs. In a new block, all dictionaries are empty. */
export function configure(planAt: usize, mapPairs: u32, isNewBlock: bool): void {
  plan = planAt;
  cutBy(plan);
  takePlan(plan, mapPairs);
  if (isNewBlock) beginBlock();
}

/** Takes new bytes, which start at the beginning of a record. */
export function take(from: u32, to: u32): void {
  const marks: usize = load<u32>(plan, 16);
  scan(from, to, marks);
  cutFrom(from, to, marks);
}

/** Continues after a record of the same bytes that TypeScript has read. */
export function skipTo(from: u32): void {
  continueAt(from);
}

/**
 * Encodes records up to the first incomplete or odd record, at most `maxRows`, and until their hashed text reaches
 * `maxBytes`. Writes to the plan where the next record begins, and the number of rows, line breaks and bytes of hashed
 * text. Returns the last result of `cut`, which is RECORD if a maximum was reached.
 */
export function run(line: u32, maxRows: u32, maxBytes: u32): i32 {
  const first = line;
  let rows: u32 = 0;
  let bytes: u32 = 0;
  let found: i32 = RECORD;
  beginRun();
  while (rows < maxRows && bytes < maxBytes) {
    found = cut();
    if (found === BLANK) {
      line += breaks;
      continue;
    }
    if (found !== RECORD) break;
    bytes += encode(rows, line);
    line += breaks;
    rows++;
  }
  endRun();
  store<u32>(plan, at, 92);
  store<u32>(plan, rows, 96);
  store<u32>(plan, line - first, 100);
  store<u32>(plan, bytes, 104);
  return found;
}
