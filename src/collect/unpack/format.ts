// The contract of an archive format: it lists its members in their order, and each can be read until the next.
import type { SundialError } from '../../domain/errors.js';
import type { Content } from './content.js';
import type { Limits } from './meter.js';

/** A member that can be read. */
export interface ReadableMember {
  /** As the archive gives it: hostile until checked. */
  readonly name: string;
  /** Uncompressed bytes as the archive declares them: for progress only, never for trust. */
  readonly bytes?: number;
  /**
   * The content. Called at most once and before the next member is asked for. It fails where the member is
   * damaged, also if only its checksum tells. Members that are not read, or not to their end, are skipped.
   */
  readonly read: () => AsyncIterable<Buffer>;
}

/** A member that cannot be read, such as a link or an encrypted one. */
export interface UnreadableMember {
  readonly name: string;
  /** Why, given what the member is called. */
  readonly refuse: (shown: string) => SundialError;
}

export type Member = ReadableMember | UnreadableMember;

/** What a format gets besides the archive itself. */
export interface Opening {
  /** What messages call the archive. */
  readonly file: string;
  /** Its base name, from which gzip takes the name of its content. */
  readonly name: string;
  readonly limits: Limits;
  /** Counts what had to be unpacked only to get past it; throws where that exceeds a limit. */
  readonly countBytes: (bytes: number) => void;
}

/**
 * Lists the members of an archive, folders left out. Fails with any error where the archive is damaged
 * (the caller knows how to name it), or with a SundialError where something else is the matter.
 */
export type Format = (archive: Content, opening: Opening) => AsyncIterable<Member>;
