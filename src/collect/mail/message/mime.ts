// Reads a message's MIME structure as a stream: its parts one after another, and messages within the message.
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { decodeTransfer } from './decode.js';
import { Delimited } from './delimited.js';
import { type Entity, readEntity } from './entity.js';
import type { HeaderLines } from './header.js';

/** A leaf of the structure. */
export interface MimePart {
  readonly kind: 'part';
  /** Its index among all leaves of the message, from 0; the same for every reading of the message. */
  readonly index: number;
  readonly contentType: string;
  readonly charset: string;
  readonly fileName: string;
  /** Whether spaces at line ends join lines and are then removed (RFC 3676, DelSp). */
  readonly joinsLines: boolean;
  /** The decoded content; parts not read before the next item is requested are skipped. */
  readonly body: AsyncIterable<Buffer>;
}

/** The items of a message, in order. Parts between a `message` and its `end` belong to that message. */
export type MimeItem =
  | MimePart
  | { readonly kind: 'message'; readonly headers: HeaderLines }
  /** `isCut`: the message ended within its outermost multipart, so that a part of it is missing. */
  | { readonly kind: 'end'; readonly isCut: boolean };

interface Counter {
  entities: number;
  parts: number;
}

/** The position of the reader: the nesting depth in other messages, and the message's name in errors. */
interface Place {
  readonly file: string;
  readonly depth: number;
  readonly counter: Counter;
}

/**
 * Reads a message while it arrives, holding only a chunk and a header in memory.
 *
 * @param file the message's name in errors
 * @throws SundialError `mail-unreadable` if it exceeds the limits of legitimate messages; errors of the stream are
 * passed on
 */
export async function* readMime(raw: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<MimeItem> {
  yield* readMessage(raw, { file, depth: 0, counter: { entities: 0, parts: 0 } });
}

async function* readMessage(raw: AsyncIterable<Uint8Array>, place: Place): AsyncGenerator<MimeItem> {
  if (place.depth > LIMITS.mailDepth) throw unreadable(place, 'has messages nested too deeply');
  const bytes = new Delimited(raw, place.file);
  const closed = new Set<string>();
  try {
    let entity: Entity | undefined = await nextEntity(bytes, place);
    yield { kind: 'message', headers: entity.headers };
    for (;;) {
      if (entity?.boundary) openMultipart(entity, bytes, place);
      else if (entity) yield* readLeaf(entity, bytes, place);
      // The unread rest of a leaf, or the text before the first and after the last part of a multipart.
      await bytes.skip();
      const { ending } = bytes;
      if (!ending) break;
      // Inner multiparts end with outer ones: some programs leave out inner delimiters although nothing is missing.
      if (ending.isLast) closed.add(bytes.open[ending.level]!.boundary);
      bytes.open.length = ending.isLast ? ending.level : ending.level + 1;
      bytes.resume();
      entity = ending.isLast ? undefined : await nextEntity(bytes, place);
    }
    const [outermost] = bytes.open;
    // If an inner multipart has the same boundary, one last delimiter may end both.
    yield { kind: 'end', isCut: outermost !== undefined && !closed.has(outermost.boundary) };
  } finally {
    await bytes.close();
  }
}

async function nextEntity(bytes: Delimited, place: Place): Promise<Entity> {
  place.counter.entities += 1;
  if (place.counter.entities > LIMITS.mailParts) throw unreadable(place, 'has too many parts');
  return readEntity(await bytes.header());
}

function openMultipart({ boundary, contentType }: Entity, { open }: Delimited, place: Place): void {
  if (open.length >= LIMITS.mailMultiparts) throw unreadable(place, 'has multiparts nested too deeply');
  open.push({ boundary, subtype: contentType.slice('multipart/'.length) });
}

async function* readLeaf(entity: Entity, bytes: Delimited, place: Place): AsyncGenerator<MimeItem> {
  const body = decodeTransfer(bytes.body(), entity.encoding);
  if (isMessage(entity, bytes)) {
    for await (const item of readMessage(body, { ...place, depth: place.depth + 1 })) {
      // A message that was cut before it was forwarded is complete as forwarded, if the enclosing message continues.
      yield item.kind === 'end' && bytes.ending ? { kind: 'end', isCut: false } : item;
    }
    return;
  }
  const { contentType, charset, fileName, joinsLines } = entity;
  yield { kind: 'part', index: place.counter.parts++, contentType, charset, fileName, joinsLines, body };
}

/** Parts of digests are messages by default (RFC 2046, 5.1.5); some programs attach messages as files. */
function isMessage({ contentType, fileName, isTyped }: Entity, { open }: Delimited): boolean {
  if (contentType === 'message/rfc822' || contentType === 'message/global') return true;
  return /\.eml$/i.test(fileName) || (!isTyped && open.at(-1)?.subtype === 'digest');
}

function unreadable({ file }: Place, problem: string): SundialError {
  return new SundialError('mail-unreadable', { file, problem });
}
