// The text of an event's file: a line for the head, and one for each object and attribute, so that a file of any size can
// be written and read line by line. For MISP it is one JSON document.
import { createReadStream } from 'node:fs';
import { deletedItem, type MispAttribute, type MispHead, type MispObject } from '../../../mapping/index.js';
import { linesIn } from '../../files/row.js';

export type Item = MispObject | MispAttribute;

const ATTRIBUTES = '],"Attribute":[';
const END = ']}}';

/** The lines of the beginning of a file. */
function headLine(head: MispHead): string {
  return `${JSON.stringify({ Event: head }).slice(0, -2)},"Object":[`;
}

export interface EventContent {
  readonly head: MispHead;
  readonly objects: AsyncIterable<MispObject>;
  /** Asked for after the last object. */
  readonly attributes: () => Iterable<MispAttribute>;
  /** The file that MISP may know; items that the new version lacks are carried over as deleted. */
  readonly earlier: string | undefined;
}

/** The lines of an event's file. */
export async function* eventLines({
  head,
  objects,
  attributes,
  earlier,
}: EventContent): AsyncGenerator<string> {
  const written = new Set<string>();
  const { timestamp } = head;
  yield headLine(head);
  yield* separated(withDeleted(objects, itemsIn(earlier, 'objects'), written, timestamp));
  yield ATTRIBUTES;
  yield* separated(withDeleted(attributes(), itemsIn(earlier, 'attributes'), written, timestamp));
  yield END;
}

async function* withDeleted(
  items: AsyncIterable<Item> | Iterable<Item>,
  earlier: AsyncIterable<Item>,
  written: Set<string>,
  timestamp: string,
): AsyncGenerator<Item> {
  for await (const item of items) {
    written.add(item.uuid);
    yield item;
  }
  for await (const item of earlier) if (!written.has(item.uuid)) yield deletedItem(item, timestamp);
}

async function* separated(items: AsyncIterable<Item>): AsyncGenerator<string> {
  let separator = '';
  for await (const item of items) {
    yield separator + JSON.stringify(item);
    separator = ',';
  }
}

/** Characters that are written at once. */
const BLOCK_CHARACTERS = 64 * 1024;

/** The lines as bytes, in blocks. */
export async function* bytesOf(lines: AsyncIterable<string>, signal: AbortSignal): AsyncGenerator<Buffer> {
  let block = '';
  for await (const line of lines) {
    block += `${line}\n`;
    if (block.length < BLOCK_CHARACTERS) continue;
    signal.throwIfAborted();
    yield Buffer.from(block);
    block = '';
  }
  signal.throwIfAborted();
  yield Buffer.from(block);
}

/** The lines of a file. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  for await (const lines of linesIn(createReadStream(file))) yield* lines.filter((line) => line !== '');
}

/** The head of a file. @throws SyntaxError if the file is not one that {@link eventLines} wrote */
export async function headIn(file: string): Promise<MispHead> {
  for await (const line of linesOf(file)) {
    const { Event } = JSON.parse(`${line}]}}`) as { Event: MispHead };
    return Event;
  }
  throw new SyntaxError('the file is empty');
}

/** The objects or attributes in a file, deleted ones included; none without a file. */
export async function* itemsIn(
  file: string | undefined,
  which: 'objects' | 'attributes',
): AsyncGenerator<Item> {
  if (file === undefined) return;
  let at = 'head';
  for await (const line of linesOf(file)) {
    if (at === 'head') at = 'objects';
    else if (line === ATTRIBUTES) at = 'attributes';
    else if (line !== END && at === which) yield JSON.parse(line.replace(/^,/, '')) as Item;
  }
}

/**
 * The lines with a newer timestamp in the place of one. Inside of values, quotation marks have a backslash, so the pattern
 * cannot occur there.
 */
export async function* restamped(
  lines: AsyncIterable<string>,
  from: string,
  to: string,
): AsyncGenerator<string> {
  for await (const line of lines)
    yield line
      .replaceAll(`"timestamp":"${from}"`, `"timestamp":"${to}"`)
      .replace(`"publish_timestamp":"${from}"`, `"publish_timestamp":"${to}"`);
}
