// Examines one message: whether it comes from the publisher or forwards the publisher's, and which parts may be
// reports.
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

/** The result of examining a message. */
export interface Looked {
  /** The header of the message itself, not of those within it. */
  readonly head: MessageHead;
  /** The list of the first message in it that names one. */
  readonly list?: string;
  /** The message and those within it, as far as they come from the publisher or from a forwarder. */
  readonly accepted: readonly SurveyedMessage[];
  /** Why nothing is used from it; undefined if something is. */
  readonly left?: SundialError;
}

/**
 * Examines a message. The sender is checked before the form: a message to leave alone is left alone even if it is
 * malformed.
 *
 * @param file the message's name in errors
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

/** The time at which the publisher wrote a message, or the nearest one around it. */
export function dateOfAny({ head, outer }: SurveyedMessage): Date | undefined {
  return head.date ?? (outer && dateOfAny(outer));
}

function holdsReports({ attachments, links }: SurveyedMessage): boolean {
  return attachments.length + links.length > 0;
}

/** The publisher's messages with their whole content, and those forwarded messages that look like the publisher's. */
function acceptedOf(messages: readonly SurveyedMessage[], rules: MailRules): SurveyedMessage[] {
  const [root] = messages;
  const isForwarded = root !== undefined && isFromForwarder(root.head, rules);
  // An untrusted sender is not trusted with forwarded messages either.
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
 * A forwarder's message with the attachments whose names are those of reports, or all attachments if the subject is
 * that of a report, because forwarders also send other mail. The original's date counts.
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
