// Surveys a whole message without storing attachments: lists the messages, attachments and links in it.
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { baseName, isReportLike, isUnsafe, shownName } from '../../unpack/names.js';
import { HEAD_BYTES, sniff } from '../../unpack/sniff.js';
import { type MessageHead, readHead } from './header.js';
import { type MimePart, readMime } from './mime.js';
import { quotedDate } from './quoted-date.js';
import {
  type FoundLink,
  findInHtml,
  findInText,
  linesOfHtml,
  type Statement,
  type TextFindings,
} from './text.js';

/** An attachment that may be a report. */
export interface Attachment {
  /** Its position among the leaves of the whole message. */
  readonly index: number;
  /** A safe name without folders. */
  readonly name: string;
}

/** One message: the outer one, or one within it. */
export interface SurveyedMessage {
  readonly head: MessageHead;
  /** The message around it. */
  readonly outer?: SurveyedMessage;
  readonly attachments: readonly Attachment[];
  /** Each link once. */
  readonly links: readonly FoundLink[];
  readonly statements: readonly Statement[];
  /** Hosts of links to other servers. */
  readonly otherHosts: readonly string[];
  /** Names of attachments with messages in unsupported forms. */
  readonly unread: readonly string[];
  /** When the original was sent, if the message quotes the header of another one. */
  readonly quotedDate?: Date;
}

/** The messages in a message, and any error of its form, after which the message may contain more than was found. */
export interface Survey {
  readonly messages: readonly SurveyedMessage[];
  /** `mail-cut` or `mail-unreadable` */
  readonly problem?: SundialError;
}

interface Growing extends SurveyedMessage {
  readonly outer?: Growing;
  readonly attachments: Attachment[];
  readonly links: FoundLink[];
  readonly statements: Statement[];
  readonly otherHosts: string[];
  readonly unread: string[];
  quotedDate?: Date;
}

/**
 * Surveys a message and those within it, in their order, as far as it can be read.
 *
 * @throws errors of the stream
 */
export async function survey(
  raw: AsyncIterable<Uint8Array>,
  file: string,
  linkHosts: ReadonlySet<string>,
): Promise<Survey> {
  const messages: Growing[] = [];
  let current: Growing | undefined;
  let problem: SundialError | undefined;
  try {
    for await (const item of readMime(raw, file)) {
      if (item.kind === 'message') {
        const head = readHead(item.headers);
        current = { head, ...(current && { outer: current }), ...nothing() };
        messages.push(current);
      } else if (item.kind === 'end') {
        if (item.isCut)
          problem = new SundialError('mail-cut', {
            file,
            what: file,
            problem: 'its last part is not closed',
          });
        current = current?.outer;
      } else if (current) await note(item, current, linkHosts);
    }
  } catch (thrown) {
    if (!(thrown instanceof SundialError) || thrown.code !== 'mail-unreadable') throw thrown;
    problem = thrown;
  }
  return { messages, ...(problem && { problem }) };
}

const nothing = () => ({ attachments: [], links: [], statements: [], otherHosts: [], unread: [] });

/** Outlook's own forms of a message and of its attachments, which no maintained library reads. */
const UNREAD_TYPES = /^application\/(vnd\.ms-outlook|(vnd\.)?ms-tnef|x-msg)$/;
const UNREAD_NAMES = /(\.msg|^winmail\.dat)$/i;

function isUnread({ contentType, fileName }: MimePart): boolean {
  return UNREAD_TYPES.test(contentType) || UNREAD_NAMES.test(baseName(fileName));
}

async function note(part: MimePart, message: Growing, linkHosts: ReadonlySet<string>): Promise<void> {
  // The content takes precedence, because some gateways call any attachment winmail.dat.
  if (await mayBeReport(part)) message.attachments.push({ index: part.index, name: safeName(part) });
  else if (isUnread(part)) message.unread.push(safeName(part));
  else if (part.fileName === '' && /^text\/(plain|html)$/.test(part.contentType)) {
    const text = await textOf(part);
    const isHtml = part.contentType === 'text/html';
    add(isHtml ? findInHtml(text, linkHosts) : findInText(text, linkHosts), message);
    const original =
      message.quotedDate ?? quotedDate(isHtml ? linesOfHtml(text) : text, message.head.zoneMinutes);
    if (original) message.quotedDate = original;
  }
}

function add({ links, statements, otherHosts }: TextFindings, message: Growing): void {
  const known = new Map(message.links.map((link) => [link.url.reveal(), link]));
  for (const link of links) {
    // The same text comes as plain text and as HTML.
    const earlier = known.get(link.url.reveal());
    if (!earlier) message.links.push(link);
    else if (!earlier.statement && link.statement) message.links[message.links.indexOf(earlier)] = link;
    known.set(link.url.reveal(), link);
  }
  const said = new Set(message.statements.map((each) => JSON.stringify(each)));
  message.statements.push(...statements.filter((each) => !said.has(JSON.stringify(each))));
  message.otherHosts.push(...otherHosts);
}

const REPORT_TYPES =
  /^(text\/(csv|comma-separated-values|x-csv)|application\/(json|x-ndjson|csv|vnd\.rar|(x-)?(zip|gzip|zstd|7z-compressed|rar|rar-compressed|tar|zip-compressed)))$/;
/** Names that do not indicate the content. */
const SILENT_NAME = /^[^.]*$|\.(dat|bin|att)$/i;

/** The name decides, regardless of the declared type; without a meaningful name, the type or the first bytes decide. */
async function mayBeReport(part: MimePart): Promise<boolean> {
  const name = bareName(part);
  if (isReportLike(name)) return true;
  if (name !== '' && !SILENT_NAME.test(name)) return false;
  if (REPORT_TYPES.test(part.contentType)) return true;
  if (name === '' && part.contentType.startsWith('text/')) return false;
  const kind = sniff(await firstBytes(part));
  return typeof kind === 'string' && kind !== 'text' && kind !== 'empty';
}

async function firstBytes(part: MimePart): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of part.body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

function bareName({ fileName }: MimePart): string {
  return baseName(fileName).replace(/^\.+$/, '');
}

/** Drops all folders of a name, so that `../../x.csv` becomes `x.csv`. */
function safeName(part: MimePart): string {
  const name = bareName(part);
  return name === '' || isUnsafe(name) ? `attachment-${part.index + 1}` : shownName(name);
}

async function textOf(part: MimePart): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of part.body) {
    if (bytes < LIMITS.mailTextBytes) chunks.push(chunk);
    bytes += chunk.length;
  }
  const text = decoderOf(part.charset).decode(Buffer.concat(chunks));
  return part.joinsLines ? text.replaceAll(/ \r?\n/g, '') : text;
}

/** The searched text is ASCII, so an unknown character set does no harm. */
function decoderOf(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset || 'utf-8');
  } catch {
    return new TextDecoder('latin1');
  }
}
