// The files that come with a message: its attachments, and instead of an archive the files in it.
import { LIMITS } from '../../domain/limits.js';
import { type Content, streamContent } from '../unpack/content.js';
import { membersOf } from '../unpack/members.js';
import type { Limits } from '../unpack/meter.js';
import {
  baseName,
  isReportLike,
  isUnsafe,
  promisesArchive,
  reportName,
  shownName,
  tellsReport,
} from '../unpack/names.js';
import { sniff } from '../unpack/sniff.js';
import { type MimePart, readMime } from './message/mime.js';

/** A file of a message, to be read before the next one is requested. */
export interface AttachedFile {
  /** Its displayed path, after the message's path and ` > `. */
  readonly path: string;
  /** Its name without folders; it may still contain any printable character. */
  readonly name: string;
  /** Whether the name is that of a report. */
  readonly isReport: boolean;
  /** @throws SundialError while reading, if the file is damaged */
  readonly read: () => AsyncIterable<Buffer>;
}

/**
 * Yields the files that are attached to a message and to messages within it, and those in attached archives.
 *
 * @param file the message's name in paths and errors
 * @throws SundialError `mail-unreadable`, and those of damaged archives after the files before the damage; errors of the
 * stream
 */
export async function* attachedFiles(
  raw: AsyncIterable<Uint8Array>,
  file: string,
  limits: Limits = LIMITS,
): AsyncGenerator<AttachedFile> {
  for await (const item of readMime(raw, file))
    if (item.kind === 'part' && isAttached(item)) yield* filesIn(item, file, limits);
}

/** Texts without a name are the message itself. */
function isAttached({ fileName, contentType }: MimePart): boolean {
  return fileName !== '' || !/^(?:text|multipart)\//.test(contentType);
}

async function* filesIn(part: MimePart, file: string, limits: Limits): AsyncGenerator<AttachedFile> {
  const own = baseName(part.fileName);
  const name = own === '' || isUnsafe(own) ? `attachment-${part.index + 1}` : shownName(own);
  const path = `${file} > ${name}`;
  const content = await streamContent(part.body);
  try {
    if (isPacked(content)) {
      const members = membersOf({ content, path, name }, (member) => !promisesArchive(member), limits);
      for await (const member of members) yield { ...member, isReport: isReport(member.name, name) };
    } else yield { path, name, isReport: isReport(name, name), read: () => content.stream() };
  } finally {
    await content.close();
  }
}

function isPacked({ head }: Content): boolean {
  const kind = sniff(head);
  return typeof kind === 'string' && kind !== 'text' && kind !== 'empty';
}

/** The name of an archive tells the report if that of its only member does not. */
function isReport(name: string, outer: string): boolean {
  return isReportLike(name) && (tellsReport(reportName(name)) || tellsReport(reportName(outer)));
}
