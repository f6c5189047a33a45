// The manifest of a backup: a line of JSON about the backup, then one line for each file and link.
import { createHash } from 'node:crypto';
import path from 'node:path';
import * as z from 'zod';
import { SundialError } from '../domain/errors.js';

/** A file of the data folder, whose content is in the backup folder under its SHA-256. */
export interface FileEntry {
  /** Relative to the data folder, with `/` as the separator. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /**
   * The time of the last modification, in milliseconds since 1970: retention of originals without a report depends on
   * their age.
   */
  readonly modified: number;
}

/** A symbolic link within the store. */
export interface LinkEntry {
  readonly path: string;
  /** Relative to the folder of the link. */
  readonly link: string;
}

export type Entry = FileEntry | LinkEntry;

/** The facts about a backup. */
export interface About {
  readonly name: string;
  readonly madeAt: Date;
  /** The version of Sundial that made the backup. */
  readonly version: string;
  readonly withSecrets: boolean;
  readonly files: number;
  /** The size of all files, including content that earlier backups already had. */
  readonly bytes: number;
}

export interface Manifest {
  readonly about: About;
  readonly entries: readonly Entry[];
}

export const isFile = (entry: Entry): entry is FileEntry => 'sha256' in entry;

const FORMAT = 'sundial-backup-1';
const SHA256 = /^[0-9a-f]{64}$/;

const ABOUT = z.object({
  format: z.literal(FORMAT),
  name: z.string(),
  made_at: z.iso.datetime(),
  version: z.string(),
  with_secrets: z.boolean(),
  files: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  /** The SHA-256 of all lines after this one. */
  sha256: z.string().regex(SHA256),
});

const FILE = z.strictObject({
  path: z.string().refine(isInside),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(SHA256),
  modified: z.number(),
});
const LINK = z
  .strictObject({ path: z.string().refine(isInside), link: z.string() })
  .refine(
    ({ path: file, link }) =>
      !path.posix.isAbsolute(link) && isInside(path.posix.join(path.posix.dirname(file), link)),
  );
const ENTRY = z.union([FILE, LINK]);

/** The paths that a backup may write in a data folder: a damaged or foreign manifest must not write anywhere else. */
function isInside(file: string): boolean {
  return (
    /^(?:(?:engine|archive|digests|configuration)\/.|catalogue\.json$)/.test(file) &&
    !file.includes('\0') &&
    file === path.posix.normalize(file) &&
    !file.split('/').includes('..')
  );
}

/** A manifest as text. */
export function manifestText({ about, entries }: Manifest): string {
  const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  const head: z.input<typeof ABOUT> = {
    format: FORMAT,
    name: about.name,
    made_at: about.madeAt.toISOString(),
    version: about.version,
    with_secrets: about.withSecrets,
    files: about.files,
    bytes: about.bytes,
    sha256: createHash('sha256').update(lines).digest('hex'),
  };
  return `${JSON.stringify(head)}\n${lines}`;
}

/**
 * Reads a manifest.
 *
 * @param file the manifest's name in messages
 * @throws SundialError `backup-damaged` if a line was changed
 */
export function parseManifest(text: string, file: string): Manifest {
  const end = text.indexOf('\n');
  const head = ABOUT.safeParse(parsed(text.slice(0, end)));
  if (!head.success)
    throw damaged(file, 'its first line does not describe a backup that this version can read');
  const lines = text.slice(end + 1);
  if (createHash('sha256').update(lines).digest('hex') !== head.data.sha256)
    throw damaged(file, 'its checksum does not match its lines');
  const { name, made_at, version, with_secrets, files, bytes } = head.data;
  const entries = lines
    .split('\n')
    .slice(0, -1)
    .map((line, at) => entryOf(line, `${file}:${at + 2}`));
  return {
    about: { name, madeAt: new Date(made_at), version, withSecrets: with_secrets, files, bytes },
    entries,
  };
}

function entryOf(line: string, place: string): Entry {
  const entry = ENTRY.safeParse(parsed(line));
  if (!entry.success) throw damaged(place, 'names a file that does not belong in a data folder');
  return entry.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function damaged(file: string, problem: string): SundialError {
  return new SundialError('backup-damaged', { file, problem });
}
