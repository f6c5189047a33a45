// Looks through one message: whether it comes from the publisher, or passes the publisher's on, and what may be a report.
import { SundialError } from '../../../domain/errors.js';
import { reportName, tellsReport } from '../../unpack/names.js';
import type { MessageHead } from './header.js';
import { reasonToLeave } from './reason-to-leave.js';
import {
  isAuthenticated,
  isFromForwarder,
  isFromPublisher,
  isReportSubject,
  listOf,
  type MailRules,
} from './rules.js';
import { type SurveyedMessage, survey } from './survey.js';

/** What a message turned out to be. */
export interface Looked {
  /** Of the message itself, not of those within it. */
  readonly head: MessageHead;
  /** The list of the first message in it that tells one. */
  readonly list?: string;
  /** It, and messages within it, as far as they come from the publisher or from a forwarder. */
  readonly accepted: readonly SurveyedMessage[];
  /** Why nothing is taken from it; undefined where something is. */
  readonly left?: SundialError;
}

/**
 * Looks through a message. Who sent it counts before its form: what is left is left whatever is wrong with it.
 *
 * @param file what messages call it
 * @throws SundialError `mail-cut`, `mail-unreadable` for a message with reports; errors of the stream are passed on
 */
export async function lookThrough(
  raw: AsyncIterable<Uint8Array>,
  file: string,
  rules: MailRules,
): Promise<Looked> {
  const { messages, problem } = await survey(raw, file, new Set(rules.linkHosts));
  const [root] = messages;
  if (!root) throw problem ?? new SundialError('mail-unreadable', { file, problem: 'has no header' });
  const accepted = acceptedOf(messages, rules);
  const { head } = root;
  const isPublishers = isFromPublisher(head, rules) && isAuthenticated(head, rules);
  if (problem && (isPublishers || accepted.some(holdsReports))) throw problem;
  const list = accepted.map((message) => listOfAny(message, rules)).find(Boolean);
  const found = { head, accepted, ...(list && { list }) };
  if (accepted.some(holdsReports)) return found;
  return { ...found, left: reasonToLeave({ messages, accepted, rules, file }) };
}

/** The list that a message, or the nearest one around it, was sent to. */
export function listOfAny(message: SurveyedMessage, rules: MailRules): string | undefined {
  return listOf(message.head, rules) ?? (message.outer && listOfAny(message.outer, rules));
}

/** When the publisher wrote a message, or the nearest one around it. */
export function dateOfAny({ head, outer }: SurveyedMessage): Date | undefined {
  return head.date ?? (outer && dateOfAny(outer));
}

function holdsReports({ attachments, links }: SurveyedMessage): boolean {
  return attachments.length + links.length > 0;
}

/** The publisher's messages with all that they hold, and of what is passed on, what looks like the publisher's. */
function acceptedOf(messages: readonly SurveyedMessage[], rules: MailRules): SurveyedMessage[] {
  const [root] = messages;
  const isForwarded = root !== undefined && isFromForwarder(root.head, rules);
  // Who may not be believed may not be believed about what he forwards either.
  const mayForward = isForwarded || (root !== undefined && isAuthenticated(root.head, rules));
  const ofPublisher = new Set<SurveyedMessage>();
  const accepted: SurveyedMessage[] = [];
  for (const message of messages) {
    const isInside = message.outer !== undefined && ofPublisher.has(message.outer);
    if (isInside || (mayForward && isFromPublisher(message.head, rules))) {
      ofPublisher.add(message);
      accepted.push(message);
    } else if (isForwarded) accepted.push(passedOn(message));
  }
  return accepted;
}

/**
 * A forwarder's message with those attachments that are reports by their names, or all where the subject is a report's:
 * forwarders also send other things. It counts as sent when the original was.
 */
function passedOn(message: SurveyedMessage): SurveyedMessage {
  const { head, outer, quotedDate } = message;
  const isReports = isReportSubject(head) || (outer !== undefined && isReportSubject(outer.head));
  return {
    ...message,
    head: { ...head, ...(quotedDate && { date: quotedDate }) },
    attachments: message.attachments.filter(({ name }) => isReports || tellsReport(reportName(name))),
  };
}
