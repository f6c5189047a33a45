// Reads a message's MIME structure as a stream: its parts one after the other, and messages within the message.
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { decodeTransfer } from './decode.js';
import { Delimited } from './delimited.js';
import { type Entity, readEntity } from './entity.js';
import type { HeaderLines } from './header.js';

/** A leaf of the structure. */
export interface MimePart {
  readonly kind: 'part';
  /** Its place among all leaves of the message, from 0; the same whenever the message is read. */
  readonly index: number;
  readonly contentType: string;
  readonly charset: string;
  readonly fileName: string;
  /** Whether spaces at line ends join lines, and vanish with that (RFC 3676, DelSp). */
  readonly joinsLines: boolean;
  /** The content, decoded; what is not read before the next item is asked for is passed over. */
  readonly body: AsyncIterable<Buffer>;
}

/** What comes out of a message, in its order. Parts between a `message` and its `end` belong to that message. */
export type MimeItem =
  | MimePart
  | { readonly kind: 'message'; readonly headers: HeaderLines }
  /** `isCut`: the message ended within its outermost multipart, so that something is missing. */
  | { readonly kind: 'end'; readonly isCut: boolean };

interface Counter {
  entities: number;
  parts: number;
}

/** Of what is being read: how deep it lies in other messages, and what messages call the whole. */
interface Place {
  readonly file: string;
  readonly depth: number;
  readonly counter: Counter;
}

/**
 * Reads a message as it comes, holding no more of it than a chunk and a header.
 *
 * @param file what messages call it
 * @throws SundialError `mail-unreadable` where it exceeds what messages honestly are; errors of the stream are passed on
 */
export async function* readMime(raw: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<MimeItem> {
  yield* readMessage(raw, { file, depth: 0, counter: { entities: 0, parts: 0 } });
}

async function* readMessage(raw: AsyncIterable<Uint8Array>, place: Place): AsyncGenerator<MimeItem> {
  if (place.depth > LIMITS.mailDepth) throw unreadable(place, 'holds messages in messages in messages');
  const bytes = new Delimited(raw, place.file);
  const closed = new Set<string>();
  try {
    let entity: Entity | undefined = await nextEntity(bytes, place);
    yield { kind: 'message', headers: entity.headers };
    for (;;) {
      if (entity?.boundary) openMultipart(entity, bytes, place);
      else if (entity) yield* readLeaf(entity, bytes, place);
      // The unread rest of a leaf, or what stands before the first and behind the last part of a multipart.
      await bytes.skip();
      const { ending } = bytes;
      if (!ending) break;
      // Inner multiparts end with outer ones: programs leave out inner delimiters, and nothing is missing then.
      if (ending.isLast) closed.add(bytes.open[ending.level]!.boundary);
      bytes.open.length = ending.isLast ? ending.level : ending.level + 1;
      bytes.resume();
      entity = ending.isLast ? undefined : await nextEntity(bytes, place);
    }
    const [outermost] = bytes.open;
    // Where an inner multipart has the same boundary, one last delimiter may stand for both.
    yield { kind: 'end', isCut: outermost !== undefined && !closed.has(outermost.boundary) };
  } finally {
    await bytes.close();
  }
}

async function nextEntity(bytes: Delimited, place: Place): Promise<Entity> {
  place.counter.entities += 1;
  if (place.counter.entities > LIMITS.mailParts) throw unreadable(place, 'has more parts than messages have');
  return readEntity(await bytes.header());
}

function openMultipart({ boundary, contentType }: Entity, { open }: Delimited, place: Place): void {
  if (open.length >= LIMITS.mailMultiparts)
    throw unreadable(place, 'has multiparts in multiparts in multiparts');
  open.push({ boundary, subtype: contentType.slice('multipart/'.length) });
}

async function* readLeaf(entity: Entity, bytes: Delimited, place: Place): AsyncGenerator<MimeItem> {
  const body = decodeTransfer(bytes.body(), entity.encoding);
  if (isMessage(entity, bytes)) {
    for await (const item of readMessage(body, { ...place, depth: place.depth + 1 })) {
      // A message that was cut before it was passed on is all there is of it, where what is around it goes on.
      yield item.kind === 'end' && bytes.ending ? { kind: 'end', isCut: false } : item;
    }
    return;
  }
  const { contentType, charset, fileName, joinsLines } = entity;
  yield { kind: 'part', index: place.counter.parts++, contentType, charset, fileName, joinsLines, body };
}

/** Digests hold messages without saying so (RFC 2046, 5.1.5); some programs attach them as files. */
function isMessage({ contentType, fileName, isTyped }: Entity, { open }: Delimited): boolean {
  if (contentType === 'message/rfc822' || contentType === 'message/global') return true;
  return /\.eml$/i.test(fileName) || (!isTyped && open.at(-1)?.subtype === 'digest');
}

function unreadable({ file }: Place, problem: string): SundialError {
  return new SundialError('mail-unreadable', { file, problem });
}
