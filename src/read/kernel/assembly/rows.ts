// Encodes a record by the plan that TypeScript wrote into the kernel's memory: key, columns, map, and subject.
import { copyText } from './arena';
import { emptyReader, forgetWords, READER_BYTES, readCell } from './cells';
import {
  add1,
  add4,
  add16,
  addString,
  emptyColumns,
  endMapRow,
  KEY,
  keep,
  LINE,
  room16,
  SUBJECT_FIRST,
  SUBJECT_KIND,
  SUBJECT_LAST,
  SUBJECT_TEXT,
  takeColumns,
} from './columns';
import { enqueue, hashQueue, isQueueFull } from './lanes';
import { addCves, earlierKey, oddSubject } from './odd';
import { canonicalIpv4 } from './values';

/** The form of a subject that is an address; the kernel leaves others to TypeScript. */
const ADDRESS_FORM = 0;
/** The number of the kind `ip` in SUBJECT_KINDS. */
const IP_KIND = 1;
/** Bytes of hashed text, besides the last row, after which keys are made. */
const QUEUE_BYTES: usize = 64 * 1024;
/** The buffer for the address of a subject. */
const SUBJECT = memory.data(16, 16);

/** Bounds of the record's cells. */
let starts: usize = 0;
let ends: usize = 0;
/** The severity of rows that have no severity of their own. */
let severity: u32 = 0;
/** The lists in the plan, each with its first address and the address after its end. */
let readers: usize = 0;
let readersEnd: usize = 0;
let mapCells: usize = 0;
let mapCellsEnd: usize = 0;
let names: usize = 0;
let namesEnd: usize = 0;
let subjects: usize = 0;
let subjectsEnd: usize = 0;
let cveCells: usize = 0;
let cveCellsEnd: usize = 0;
/** The regions for the hashed texts of rows and for a subject that TypeScript reads. */
let messages: usize = 0;
let subjectText: usize = 0;

/** The address for the next row's hashed text. */
let message: usize = 0;
/** Whether keys of SHA-256 are needed as well. */
let wantsEarlier = false;

/** Takes the plan, whose words are in the order of kernel-plan.ts, for a block whose map has `mapPairs` pairs. */
export function takePlan(plan: usize, mapPairs: u32): void {
  starts = load<u32>(plan, 0);
  ends = load<u32>(plan, 4);
  severity = load<u32>(plan, 28);
  readers = load<u32>(plan, 32);
  readersEnd = load<u32>(plan, 36);
  mapCells = load<u32>(plan, 40);
  mapCellsEnd = load<u32>(plan, 44);
  names = load<u32>(plan, 48);
  namesEnd = load<u32>(plan, 52);
  subjects = load<u32>(plan, 56);
  subjectsEnd = load<u32>(plan, 60);
  cveCells = load<u32>(plan, 64);
  cveCellsEnd = load<u32>(plan, 68);
  messages = load<u32>(plan, 80);
  subjectText = load<u32>(plan, 84);
  wantsEarlier = load<u32>(plan, 88) !== 0;
  takeColumns(load<u32>(plan, 72), load<u32>(plan, 76), mapPairs);
}

/** Begins a block, in which no column has words yet. */
export function beginBlock(): void {
  for (let reader = readers; reader < readersEnd; reader += READER_BYTES) forgetWords(reader);
}

/** Begins a run: all columns are empty. */
export function beginRun(): void {
  message = messages;
  emptyColumns();
  for (let reader = readers; reader < readersEnd; reader += READER_BYTES) emptyReader(reader);
}

/** Encodes the `row`-th row of a run; returns the length of its hashed text. */
export function encode(row: u32, line: u32): u32 {
  add4(LINE, line);
  const length = addKey();
  for (let reader = readers; reader < readersEnd; reader += READER_BYTES) {
    readCell(reader, row, starts, ends, severity);
  }
  for (let item = mapCells; item < mapCellsEnd; item += 4) {
    const cell = load<u32>(item);
    const start = load<u32>(starts + (cell << 2));
    const end = load<u32>(ends + (cell << 2));
    if (end > start) keep(cell, start, end);
  }
  for (let item = cveCells; item < cveCellsEnd; item += 4) {
    const cell = load<u32>(item);
    const start = load<u32>(starts + (cell << 2));
    const end = load<u32>(ends + (cell << 2));
    if (end > start) addCves(row, start, end);
  }
  addSubject();
  endMapRow();
  return length;
}

/** Ends a run: makes the keys of the rows that are still in the queue. */
export function endRun(): void {
  hashQueue();
}

/**
 * Joins name tags, lengths and texts of all non-empty cells, as event-key.ts does, and queues the result for the row's
 * key. Returns the length.
 */
function addKey(): u32 {
  let to = message;
  for (let item = names; item < namesEnd; item += 12) {
    const cell = load<u32>(item);
    const start = load<u32>(starts + (cell << 2));
    const length = load<u32>(ends + (cell << 2)) - start;
    if (length === 0) continue;
    store<u64>(to, load<u64>(item, 4));
    store<u32>(to, length, 8);
    copyText(to + 12, start, length);
    to += 12 + length;
  }
  const length = <u32>(to - message);
  if (wantsEarlier) earlierKey(message, length);
  enqueue(message, length, room16(KEY));
  message = to;
  if (isQueueFull() || to - messages >= QUEUE_BYTES) {
    hashQueue();
    message = messages;
  }
  return length;
}

/** Adds the subject: the first of the plan's cells that is not empty. */
function addSubject(): void {
  let start: u32 = 0;
  let end: u32 = 0;
  let form: u32 = 0xffff;
  for (let item = subjects; item < subjectsEnd; item += 8) {
    const cell = load<u32>(item);
    start = load<u32>(starts + (cell << 2));
    end = load<u32>(ends + (cell << 2));
    if (end === start) continue;
    form = load<u32>(item, 4);
    break;
  }
  if (form === ADDRESS_FORM && canonicalIpv4(start, end, SUBJECT)) {
    add1(SUBJECT_KIND, IP_KIND);
    add16(SUBJECT_FIRST, SUBJECT);
    add16(SUBJECT_LAST, SUBJECT);
    add1(SUBJECT_TEXT, 0);
    return;
  }
  const length = oddSubject(form, start, end, subjectText);
  add1(SUBJECT_KIND, load<u8>(subjectText));
  add16(SUBJECT_FIRST, subjectText + 16);
  add16(SUBJECT_LAST, subjectText + 32);
  addString(SUBJECT_TEXT, <u32>subjectText + 48, length);
}
