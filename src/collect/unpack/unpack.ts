// Yields the reports in one file: the file itself, or the members of an archive at any depth.
import type { Collected, Refusal } from '../../domain/delivery.js';
import { SundialError } from '../../domain/errors.js';
import { type Content, streamContent } from './content.js';
import { archiveFailure, readingFailure } from './failure.js';
import type { Member, ReadableMember } from './format.js';
import { FORMATS, isWrapping } from './formats.js';
import { type Limits, Meter } from './meter.js';
import {
  baseName,
  extensionOf,
  isLitter,
  isMessageName,
  isReportLike,
  isUnsafe,
  promisesArchive,
  reportName,
  shownName,
} from './names.js';
import { type ArchiveKind, sniff } from './sniff.js';
import { type RandomAccess, spool } from './spool.js';

/** The common context of everything in one file. */
export interface Origin {
  readonly source: string;
  readonly deliveredAt: Date;
  readonly limits: Limits;
  /** Whether the file was written to since it was opened, which explains damage. */
  readonly hasChanged: () => Promise<boolean>;
  /** The displayed name of the whole file, if messages in it are requested; otherwise messages are refused. */
  readonly messagesOf?: string | undefined;
}

/** A message in an archive, which can be read until the next item is requested. */
export interface PackedMessage {
  readonly kind: 'message';
  /** The displayed names of the message and of the whole file. */
  readonly path: string;
  readonly file: string;
  readonly receivedAt: Date;
  readonly content: RandomAccess;
}

/** The items of a file. */
export type Unpacked = Collected | PackedMessage;

/** A position in the file. */
export interface Place {
  /** The displayed path, with members after ` > `. */
  readonly path: string;
  readonly name: string;
  /** The number of archives around it. */
  readonly depth: number;
  /** The innermost of these archives, with its counter. */
  readonly inside?: { readonly kind: ArchiveKind; readonly meter: Meter };
}

/** Yields the reports in `content`, and a refusal for each thing that cannot be one; messages are refused, too. */
export async function* unpack(
  content: Content,
  place: Place,
  origin: Omit<Origin, 'messagesOf'>,
): AsyncGenerator<Collected> {
  for await (const item of unpackAll(content, place, origin)) if (item.kind !== 'message') yield item;
}

/** Yields the reports and messages in `content`, and a refusal for each item that cannot be a report. */
export async function* unpackAll(content: Content, place: Place, origin: Origin): AsyncGenerator<Unpacked> {
  const kind = sniff(content.head);
  const { path: file, name } = place;
  if (kind === 'empty') yield refusal(place, origin, new SundialError('file-empty', { file }));
  else if (kind === 'text') yield delivery(content, place, origin);
  else if (typeof kind === 'string') yield* unpackArchive(kind, content, place, origin);
  else if (promisesArchive(name)) {
    const format = extensionOf(name);
    yield refusal(place, origin, new SundialError('archive-corrupt', { file, format, problem: kind.other }));
  } else {
    yield refusal(place, origin, new SundialError('file-not-a-report', { file, problem: kind.other }));
  }
}

function delivery(content: Content, place: Place, origin: Origin): Collected {
  return {
    kind: 'delivery',
    source: origin.source,
    path: place.path,
    name: reportName(place.name),
    deliveredAt: origin.deliveredAt,
    ...(content.size === undefined ? {} : { bytes: content.size }),
    open: async () => steady(content, place.path, origin),
  };
}

// A file that is still being written would be stored as an incomplete report.
async function* steady(content: Content, file: string, origin: Origin): AsyncGenerator<Buffer> {
  try {
    yield* content.stream(true);
  } catch (error) {
    throw readingFailure(error, file);
  }
  if (await origin.hasChanged()) throw new SundialError('file-changed', { file });
}

export function refusal(
  place: Pick<Place, 'path'>,
  origin: Omit<Origin, 'limits' | 'hasChanged'>,
  error: SundialError,
): Refusal {
  return { kind: 'refusal', source: origin.source, path: place.path, deliveredAt: origin.deliveredAt, error };
}

async function* unpackArchive(
  kind: ArchiveKind,
  content: Content,
  place: Place,
  origin: Origin,
): AsyncGenerator<Unpacked> {
  const { limits } = origin;
  const { path: file, name } = place;
  // A compressed tar file counts as one archive, so its tar layer adds neither depth nor bytes.
  const isSameArchive = kind === 'tar' && place.inside !== undefined && isWrapping(place.inside.kind);
  const depth = place.depth + (isSameArchive ? 0 : 1);
  const meter = isSameArchive
    ? place.inside.meter
    : new Meter(limits, file, () => content.seen(), place.inside?.meter);
  try {
    if (depth > limits.archiveDepth) throw tooDeep(file, limits);
    const opening = { file, name, limits, countBytes: (bytes: number) => meter.countBytes(bytes) };
    for await (const member of FORMATS[kind](content, opening)) {
      if (!isWrapping(kind)) meter.countMember();
      const inner: Place = {
        path: isWrapping(kind) ? file : `${file} > ${shownName(member.name)}`,
        name: isWrapping(kind) ? member.name : shownName(baseName(member.name)),
        depth,
        inside: { kind, meter },
      };
      yield* unpackMember(member, inner, file, origin, isSameArchive);
      if (!isWrapping(kind)) meter.check();
    }
  } catch (error) {
    // A limit of an enclosing archive ends that archive as well, and is reported there.
    if (place.inside?.meter.exceeded) throw error;
    yield refusal(place, origin, await explain(error, file, kind, origin));
  }
}

function tooDeep(file: string, limits: Limits): SundialError {
  const problem = 'is an archive nested too deeply';
  return new SundialError('archive-limit', { file, problem, limit: limits.archiveDepth });
}

async function* unpackMember(
  member: Member,
  place: Place,
  archive: string,
  origin: Origin,
  isCounted: boolean,
): AsyncGenerator<Unpacked> {
  const { kind, meter } = place.inside!;
  const refused = isWrapping(kind) ? undefined : judge(member, place.path, archive, origin);
  if (refused === 'skipped') return;
  if (refused) return yield refusal(place, origin, refused);
  const readable = member as ReadableMember;
  const chunks = metered(readable, isCounted ? undefined : meter, place, origin);
  let content: Content | undefined;
  try {
    const { messagesOf: file, deliveredAt } = origin;
    if (file !== undefined && isMessageName(place.name))
      return yield* unpackMessage(chunks, { path: place.path, file, receivedAt: deliveredAt });
    content = await streamContent(chunks, readable.bytes);
    yield* unpackAll(content, place, origin);
  } catch (error) {
    if (meter.exceeded) throw error;
    yield refusal(place, origin, await explain(error, place.path, kind, origin));
  } finally {
    await content?.close();
  }
}

/** A message may have to be read twice, and a member can be read once. */
async function* unpackMessage(
  chunks: AsyncIterable<Buffer>,
  about: Pick<PackedMessage, 'path' | 'file' | 'receivedAt'>,
): AsyncGenerator<PackedMessage> {
  const content = await spool(chunks);
  try {
    yield { kind: 'message', ...about, content };
  } finally {
    await content.handle.close();
  }
}

function judge(
  member: Member,
  file: string,
  archive: string,
  { messagesOf }: Origin,
): SundialError | 'skipped' | undefined {
  if (isLitter(member.name)) return 'skipped';
  if (isUnsafe(member.name)) {
    return new SundialError('archive-member-name', { file: archive, member: shownName(member.name) });
  }
  if ('refuse' in member) return member.refuse(file);
  const name = baseName(member.name);
  if (isReportLike(name) || (messagesOf !== undefined && isMessageName(name))) return undefined;
  const problem = isMessageName(name)
    ? 'is a message in an archive; "sundial ingest" reads the messages in archives that it is given'
    : 'does not have the extension of a report';
  return new SundialError('file-not-a-report', { file, problem });
}

async function* metered(
  member: ReadableMember,
  meter: Meter | undefined,
  place: Place,
  origin: Origin,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of member.read()) {
      meter?.countBytes(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw await explain(error, place.path, place.inside!.kind, origin);
  }
}

async function explain(
  thrown: unknown,
  file: string,
  kind: ArchiveKind,
  origin: Origin,
): Promise<SundialError> {
  const failure = archiveFailure(thrown, file, kind);
  if (failure.code !== 'archive-corrupt' || !(await origin.hasChanged())) return failure;
  return new SundialError('file-changed', { file }, { cause: thrown });
}
