// Looks through one message: whether it comes from the publisher, and what in it may be a report.
import { SundialError } from '../../../domain/errors.js';
import type { MessageHead } from './header.js';
import { isAuthenticated, isFromPublisher, judge, listOf, type MailRules } from './rules.js';
import { type SurveyedMessage, survey } from './survey.js';

/** What a message turned out to be. */
export interface Looked {
  /** Of the message itself, not of those within it. */
  readonly head: MessageHead;
  /** The list of the first message in it that tells one. */
  readonly list?: string;
  /** It, and messages within it, as far as they come from the publisher. */
  readonly accepted: readonly SurveyedMessage[];
  /** Why nothing is taken from it; undefined where something is. */
  readonly left?: SundialError;
}

/**
 * Looks through a message.
 *
 * @param file what messages call it
 * @throws SundialError `mail-cut`, `mail-unreadable`; errors of the stream are passed on
 */
export async function lookThrough(
  raw: AsyncIterable<Uint8Array>,
  file: string,
  rules: MailRules,
): Promise<Looked> {
  const all = await survey(raw, file, new Set(rules.linkHosts));
  const [root] = all;
  if (!root) throw new SundialError('mail-unreadable', { file, problem: 'has no header' });
  // Who may not be believed may not be believed about what he forwards either.
  const mayForward = isAuthenticated(root.head, rules);
  const accepted = new Set<SurveyedMessage>();
  for (const message of all) {
    const isInside = message.outer !== undefined && accepted.has(message.outer);
    if (isInside || (mayForward && isFromPublisher(message.head, rules))) accepted.add(message);
  }
  const list = [...accepted].map((message) => listOfAny(message, rules)).find(Boolean);
  const left = accepted.size === 0 ? judge(root.head, rules, file) : emptiness([...accepted], rules, file);
  return { head: root.head, accepted: [...accepted], ...(list && { list }), ...(left && { left }) };
}

/** The list that a message, or the nearest one around it, was sent to. */
export function listOfAny(message: SurveyedMessage, rules: MailRules): string | undefined {
  return listOf(message.head, rules) ?? (message.outer && listOfAny(message.outer, rules));
}

/** When the publisher wrote a message, or the nearest one around it. */
export function dateOfAny({ head, outer }: SurveyedMessage): Date | undefined {
  return head.date ?? (outer && dateOfAny(outer));
}

function emptiness(
  accepted: readonly SurveyedMessage[],
  { signers, listDomains }: MailRules,
  file: string,
): SundialError | undefined {
  if (accepted.some(({ attachments, links }) => attachments.length + links.length > 0)) return undefined;
  // Every report mail also links to pages that explain it, and to its list.
  const explaining = new Set([...listDomains, ...signers, ...signers.map((domain) => `www.${domain}`)]);
  const host = accepted
    .flatMap(({ otherHosts }) => otherHosts)
    .find((other) => !explaining.has(other.replace(/:\d+$/, '')));
  if (host) return new SundialError('mail-link-foreign', { file, host });
  return new SundialError('mail-without-report', { file });
}
