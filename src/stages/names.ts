// Names of files and folders in the stages' folder: identifiers, types and attachments name themselves, so no name is trusted.
import { createHash } from 'node:crypto';
import { SundialError } from '../domain/errors.js';
import { isReportDate, type ReportIdentity } from '../domain/report.js';

/** Characters kept of a value; together with date, mark and extension a name stays below the 255 bytes of file systems. */
const KEPT_CHARACTERS = 80;
/** Names without any other meaning to a shell, a file system or a spreadsheet program. */
const PLAIN = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;
/** Names of devices, which Windows refuses with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const DIGEST_CHARACTERS = 12;

/**
 * A value as a part of a file name: unchanged if it is plain, otherwise with its other characters replaced and a digest
 * of the whole value, so that two values never share a name.
 */
export function safeName(value: string): string {
  if (PLAIN.test(value) && value.length <= KEPT_CHARACTERS && !DEVICE.test(value)) return value;
  const digest = createHash('sha256').update(value).digest('hex').slice(0, DIGEST_CHARACTERS);
  const kept = value.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, KEPT_CHARACTERS);
  return `${kept.replace(/^-/, '_')}~${digest}`;
}

/** The name of an attached file: like `safeName`, and its extension stays if it is plain. */
export function safeFileName(name: string): string {
  const [, stem = name, extension = ''] = /^(.+?)(\.[A-Za-z0-9]{1,8})$/s.exec(name) ?? [];
  return `${safeName(stem)}${extension}`;
}

/** The name of a report's files without extension: the publisher's own name of the report, if that is safe. */
export function reportFileName({ date, type, list }: ReportIdentity): string {
  return [date, safeName(type), ...(list === '' ? [] : [safeName(list)])].join('-');
}

/** The folders of a day below a tree, such as `2026/01/15`. @throws SundialError `report-name-unknown` */
export function dayFolder({ date, type }: Pick<ReportIdentity, 'date' | 'type'>): string {
  if (!isReportDate(date)) throw new SundialError('report-name-unknown', { file: `${type} ${date}` });
  return date.replaceAll('-', '/');
}
