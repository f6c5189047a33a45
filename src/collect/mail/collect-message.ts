// Hands over the reports of one message: its attachments, or without attachments the targets of its links.

import type { Clock } from '../../domain/clock.js';
import { DAY_MS } from '../../domain/days.js';
import type { Collected, Delivery, Expected } from '../../domain/delivery.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Limits } from '../unpack/meter.js';
import { reportName, tellsReport } from '../unpack/names.js';
import { refusal } from '../unpack/unpack.js';
import { unpackStream } from '../unpack/unpack-stream.js';
import type { Links } from './links/follow.js';
import { dateOfAny, type Looked, listOfAny } from './message/look-through.js';
import { type MimePart, readMime } from './message/mime.js';
import type { MailRules } from './message/rules.js';
import type { Attachment, SurveyedMessage } from './message/survey.js';
import type { FoundLink, Statement } from './message/text.js';

/** An archived message, which can be read several times. */
export interface ArchivedMessage {
  readonly source: string;
  /** The message's displayed name. */
  readonly path: string;
  readonly sha256: string;
  /** When the message arrived in the mailbox; omitted = the date in its header. */
  readonly receivedAt?: Date;
  read(): AsyncIterable<Uint8Array>;
}

export interface MessageOptions {
  readonly rules: MailRules;
  readonly links: Pick<Links, 'open'>;
  readonly clock: Clock;
  readonly limits?: Limits;
}

/** The common context of all reports of one message within the message. */
interface Context extends MessageOptions {
  readonly message: ArchivedMessage;
  readonly within: SurveyedMessage;
  readonly deliveredAt: Date;
}

/** The position of a report in the message, and the message's statements about it. */
interface Place {
  readonly path: string;
  readonly name: string;
  readonly expected: Expected | undefined;
}

/** How far a message's Date may be ahead of the local clock; a later date is wrong, and would block newer versions. */
const AHEAD_MS = DAY_MS;

/**
 * Yields the reports in a message, and a refusal for each item that should be a report but cannot be read.
 *
 * @param looked the result of `lookThrough`
 */
export async function* collectMessage(
  message: ArchivedMessage,
  looked: Looked,
  options: MessageOptions,
): AsyncGenerator<Collected> {
  const deliveredAt = message.receivedAt ?? looked.head.date ?? new Date(0);
  const contexts = looked.accepted.map((within) => ({ ...options, message, within, deliveredAt }));
  yield* collectAttachments(contexts);
  yield* collectLinks(contexts);
}

async function* collectAttachments(contexts: readonly Context[]): AsyncGenerator<Collected> {
  const [first] = contexts;
  const wanted = new Map<number, readonly [Context, Attachment]>();
  for (const context of contexts)
    for (const attachment of context.within.attachments) wanted.set(attachment.index, [context, attachment]);
  if (!first || wanted.size === 0) return;
  for await (const item of readMime(first.message.read(), first.message.path)) {
    const [context, attachment] = (item.kind === 'part' && wanted.get(item.index)) || [];
    if (context && attachment) yield* collectAttachment(item as MimePart, attachment, context);
  }
}

function collectAttachment(
  part: MimePart,
  { name }: Attachment,
  context: Context,
): AsyncGenerator<Collected> {
  const { attachments, statements } = context.within;
  const expected = attachments.length === 1 ? single(statements) : undefined;
  return unpacked(part.body, { path: `${context.message.path} > ${name}`, name, expected }, context);
}

/** A report comes as an attachment and a link, or only as a link; links are followed if the attachment is missing. */
async function* collectLinks(contexts: readonly Context[]): AsyncGenerator<Collected> {
  const followed = new Set<string>();
  for (const context of contexts) {
    const { attachments, links, statements } = context.within;
    if (attachments.length >= links.length) continue;
    for (const link of links) {
      if (followed.has(link.url.reveal())) continue;
      followed.add(link.url.reveal());
      const expected = link.statement ?? (links.length === 1 ? single(statements) : undefined);
      yield* collectLink(link, followed.size, expected, context);
    }
  }
}

async function* collectLink(
  { url }: FoundLink,
  number: number,
  expected: Expected | undefined,
  context: Context,
): AsyncGenerator<Collected> {
  const path = `${context.message.path} > link ${number}`;
  try {
    if (number > LIMITS.mailLinks)
      throw new SundialError('mail-unreadable', {
        file: path,
        problem: `is beyond ${LIMITS.mailLinks} links`,
      });
    const { name, body } = await context.links.open(url, path);
    const place = name
      ? { path: `${context.message.path} > ${name}`, name }
      : { path, name: `link-${number}` };
    yield* unpacked(body, { ...place, expected }, context);
  } catch (thrown) {
    if (!(thrown instanceof SundialError)) throw thrown;
    yield decorated(refusal({ path }, originOf(context), thrown), context);
  }
}

async function* unpacked(
  body: AsyncIterable<Buffer>,
  { expected, ...place }: Place,
  context: Context,
): AsyncGenerator<Collected> {
  // A statement can only be compared if there is exactly one report.
  const isOne = /\.(csv|json|jsonl|ndjson)$/i.test(reportName(place.name));
  for await (const item of unpackStream(body, { ...place, ...originOf(context) }, context.limits)) {
    if (item.kind === 'refusal') yield decorated(item, context);
    else {
      const named = { ...item, name: telling(item, place.name) };
      yield decorated(isOne && expected ? { ...named, expected } : named, context);
    }
  }
}

function originOf({ message, deliveredAt }: Context) {
  return { source: message.source, deliveredAt };
}

/** Adds the message's list and time, and the message itself, to a report. */
function decorated(item: Collected, { message, within, rules, clock }: Context): Collected {
  const list = listOfAny(within, rules);
  const date = dateOfAny(within);
  const isBelievable = date && date.getTime() <= clock().getTime() + AHEAD_MS;
  const known = { ...item, message: message.sha256, ...(list && { subscription: list }) };
  return known.kind === 'delivery' && isBelievable ? { ...known, publishedAt: date } : known;
}

/** The name that identifies the report: its own, otherwise that of the enclosing attachment. */
function telling({ name }: Delivery, outer: string): string {
  const outerName = reportName(outer);
  return !tellsReport(name) && tellsReport(outerName) ? outerName : name;
}

function single(statements: readonly Statement[]): Statement | undefined {
  return statements.length === 1 ? statements[0] : undefined;
}
