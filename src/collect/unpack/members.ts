// Lists members of an archive, at any depth, that are not reports themselves, such as messages.
import type { Content } from './content.js';
import { streamContent } from './content.js';
import type { ReadableMember } from './format.js';
import { FORMATS, isWrapping } from './formats.js';
import { type Limits, Meter } from './meter.js';
import { baseName, isLitter, isUnsafe, promisesArchive, shownName } from './names.js';
import { type ArchiveKind, sniff } from './sniff.js';

/** A member of an archive, to be read before the next one is requested. */
export interface FoundMember {
  /** Its displayed path, after the archive's path and ` > `. */
  readonly path: string;
  /** The declared uncompressed size in bytes. */
  readonly bytes: number | undefined;
  readonly read: () => AsyncIterable<Buffer>;
}

/** The archive to search. */
export interface Searched {
  readonly content: Content;
  readonly path: string;
  readonly name: string;
  readonly depth?: number;
  readonly outer?: Meter;
}

/**
 * The members with a wanted name. Ends without an error if the archive is damaged or reaches a limit, because the
 * collection of its reports reports that.
 */
export async function* membersOf(
  { content, path, name, depth = 0, outer }: Searched,
  isWanted: (name: string) => boolean,
  limits: Limits,
): AsyncGenerator<FoundMember> {
  const kind = sniff(content.head);
  if (!isArchive(kind) || depth > limits.archiveDepth) return;
  const meter = new Meter(limits, path, () => content.seen(), outer);
  const counted = async function* (member: ReadableMember) {
    for await (const chunk of member.read()) {
      meter.countBytes(chunk.length);
      yield chunk;
    }
  };
  const opening = { file: path, name, limits, countBytes: (bytes: number) => meter.countBytes(bytes) };
  try {
    for await (const member of FORMATS[kind](content, opening)) {
      if (!isWrapping(kind)) meter.countMember();
      if ('refuse' in member || isLitter(member.name) || isUnsafe(member.name)) continue;
      const base = baseName(member.name);
      const place = isWrapping(kind) ? path : `${path} > ${shownName(member.name)}`;
      if (isWanted(base)) yield { path: place, bytes: member.bytes, read: () => counted(member) };
      else if (isWrapping(kind) || promisesArchive(base)) {
        const inner = await streamContent(counted(member), member.bytes);
        try {
          yield* membersOf(
            { content: inner, path: place, name: base, depth: depth + 1, outer: meter },
            isWanted,
            limits,
          );
        } finally {
          await inner.close();
        }
      }
    }
  } catch {
    // The collection of the same archive's reports reports this.
  }
}

function isArchive(kind: ReturnType<typeof sniff>): kind is ArchiveKind {
  return typeof kind === 'string' && kind in FORMATS;
}
