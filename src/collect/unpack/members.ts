// Lists members of an archive, at any depth, that are not reports themselves, such as messages.

import type { SundialError } from '../../domain/errors.js';
import type { Content } from './content.js';
import { streamContent } from './content.js';
import { archiveFailure } from './failure.js';
import type { ReadableMember } from './format.js';
import { FORMATS, isWrapping } from './formats.js';
import { type Limits, Meter } from './meter.js';
import { baseName, extensionOf, isLitter, isUnsafe, promisesArchive, shownName } from './names.js';
import { type ArchiveKind, sniff } from './sniff.js';

/** A member of an archive, to be read before the next one is requested. */
export interface FoundMember {
  /** Its displayed path, after the archive's path and ` > `. */
  readonly path: string;
  /** Its own name, in displayable form. */
  readonly name: string;
  /** @throws SundialError while reading, if the member is damaged or cannot be read */
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
 * The members with a wanted name, including those that cannot be read. An archive inside that is damaged or reaches a
 * limit counts as a wanted member that cannot be read, because wanted members may be in it.
 *
 * @throws SundialError after the members before the damage, if the archive is damaged or reaches a limit
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
      if (isLitter(member.name) || isUnsafe(member.name)) continue;
      const base = baseName(member.name);
      const place = isWrapping(kind) ? path : `${path} > ${shownName(member.name)}`;
      if ('refuse' in member) {
        if (isWanted(base) || promisesArchive(base)) yield unreadable(place, base, member.refuse(place));
      } else if (isWanted(base)) yield { path: place, name: shownName(base), read: () => counted(member) };
      else if (isWrapping(kind) || promisesArchive(base)) {
        const inner = await streamContent(counted(member), member.bytes);
        try {
          yield* membersOf(
            { content: inner, path: place, name: base, depth: depth + 1, outer: meter },
            isWanted,
            limits,
          );
        } catch (thrown) {
          yield unreadable(place, base, archiveFailure(thrown, place, extensionOf(base)));
        } finally {
          await inner.close();
        }
      }
    }
  } catch (thrown) {
    throw archiveFailure(thrown, path, kind);
  }
}

function unreadable(path: string, name: string, error: SundialError): FoundMember {
  return {
    path,
    name: shownName(name),
    // biome-ignore lint/correctness/useYield: reading ends before the first byte
    read: async function* () {
      throw error;
    },
  };
}

function isArchive(kind: ReturnType<typeof sniff>): kind is ArchiveKind {
  return typeof kind === 'string' && kind in FORMATS;
}
