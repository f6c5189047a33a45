// Hands over the reports of one message: its attachments, and what its links lead to where there is no attachment.

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

/** A message that was archived, so that it can be read as often as it takes. */
export interface ArchivedMessage {
  readonly source: string;
  /** What people know it by. */
  readonly path: string;
  readonly sha256: string;
  /** When the mailbox got it; left out = its own date. */
  readonly receivedAt?: Date;
  read(): AsyncIterable<Uint8Array>;
}

export interface MessageOptions {
  readonly rules: MailRules;
  readonly links: Pick<Links, 'open'>;
  readonly clock: Clock;
  readonly limits?: Limits;
}

/** What is the same for everything from one message within the message. */
interface Context extends MessageOptions {
  readonly message: ArchivedMessage;
  readonly within: SurveyedMessage;
  readonly deliveredAt: Date;
}

/** Where a report lies in the message, and what the message says of it. */
interface Place {
  readonly path: string;
  readonly name: string;
  readonly expected: Expected | undefined;
}

/** The Date of a message may lie ahead of our clock by so much; further ahead it is wrong, and would pin a version. */
const AHEAD_MS = DAY_MS;

/**
 * Yields the reports that a message holds, and a refusal for each thing that should be one and cannot be.
 *
 * @param looked what `lookThrough` said of it
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

/** A report comes as an attachment and a link, or as a link alone; links are followed where attachments are missing. */
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
  // What is said of a report can only be compared where one report is what there is.
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

/** Adds what the message says of the report's list and time, and which message it was. */
function decorated(item: Collected, { message, within, rules, clock }: Context): Collected {
  const list = listOfAny(within, rules);
  const date = dateOfAny(within);
  const isBelievable = date && date.getTime() <= clock().getTime() + AHEAD_MS;
  const known = { ...item, message: message.sha256, ...(list && { subscription: list }) };
  return known.kind === 'delivery' && isBelievable ? { ...known, publishedAt: date } : known;
}

/** The name that tells which report it is: its own, else that of the attachment around it. */
function telling({ name }: Delivery, outer: string): string {
  const outerName = reportName(outer);
  return !tellsReport(name) && tellsReport(outerName) ? outerName : name;
}

function single(statements: readonly Statement[]): Statement | undefined {
  return statements.length === 1 ? statements[0] : undefined;
}
