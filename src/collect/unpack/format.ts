// The contract of an archive format, which lists members in order; each can be read until the next is requested.
import type { SundialError } from '../../domain/errors.js';
import type { Content } from './content.js';
import type { Limits } from './meter.js';

/** A readable member. */
export interface ReadableMember {
  /** The name from the archive, which is hostile until checked. */
  readonly name: string;
  /** The declared uncompressed size in bytes, only for progress, because it cannot be trusted. */
  readonly bytes?: number;
  /**
   * The content. Called at most once, and before the next member is requested. Reading fails if the member is
   * damaged, even if only its checksum shows that. Members that are not read to their end are skipped.
   */
  readonly read: () => AsyncIterable<Buffer>;
}

/** A member that cannot be read, such as a link or an encrypted one. */
export interface UnreadableMember {
  readonly name: string;
  /** The error, given the member's displayed name. */
  readonly refuse: (shown: string) => SundialError;
}

export type Member = ReadableMember | UnreadableMember;

/** The context of a format besides the archive itself. */
export interface Opening {
  /** The archive's name in messages. */
  readonly file: string;
  /** Its base name, from which gzip takes the name of its content. */
  readonly name: string;
  readonly limits: Limits;
  /** Counts bytes that were unpacked only to skip them; throws if they exceed a limit. */
  readonly countBytes: (bytes: number) => void;
}

/**
 * Lists the members of an archive, without folders. Fails with any error if the archive is damaged (the caller
 * translates the error), or with a SundialError for any other problem.
 */
export type Format = (archive: Content, opening: Opening) => AsyncIterable<Member>;
