// Explains why a message is left alone, and which option would change that.
import { SundialError } from '../../../domain/errors.js';
import { reportName, tellsReport } from '../../unpack/names.js';
import {
  domainOf,
  isFromForwarder,
  isFromPublisher,
  isReportSubject,
  type MailRules,
  namedIn,
} from './rules.js';
import type { SurveyedMessage } from './survey.js';

/** A message that is left alone. */
interface Left {
  /** The message and those within it. */
  readonly messages: readonly SurveyedMessage[];
  /** The messages among them that were searched for reports. */
  readonly accepted: readonly SurveyedMessage[];
  readonly rules: MailRules;
  /** The message's name in errors. */
  readonly file: string;
}

/** The error with which the message is listed; none of these errors makes a fetch fail. */
export function reasonToLeave(left: Left): SundialError {
  return left.accepted.length > 0 ? emptiness(left) : refusal(left);
}

function refusal({ messages, rules, file }: Left): SundialError {
  const { head } = messages[0]!;
  const [forwarder] = namedIn(rules.forwarders, head);
  if (isFromPublisher(head, rules) || forwarder) {
    const signers = isFromPublisher(head, rules) ? rules.signers.join(', ') : domainOf(forwarder!);
    return new SundialError('mail-not-authenticated', { file, signers });
  }
  const [sender] = head.from;
  if (sender && messages.some(looksLikeReport) && wouldBeTaken(sender, messages[0]!, rules))
    return new SundialError('mail-forwarder-unknown', {
      ...{
        file,
        sender,
        option: `${rules.options.forwarders}: [${[...rules.forwarders, sender].join(', ')}]`,
      },
    });
  return new SundialError('mail-not-from-publisher', {
    ...{ file, sender: sender ?? 'an unknown sender', option: rules.options.senders },
  });
}

function looksLikeReport({ head, attachments, links }: SurveyedMessage): boolean {
  return (
    isReportSubject(head) || links.length > 0 || attachments.some(({ name }) => tellsReport(reportName(name)))
  );
}

/** Whether it suffices to name the sender as a forwarder, or a signature is missing as well. */
function wouldBeTaken(sender: string, { head }: SurveyedMessage, rules: MailRules): boolean {
  return isFromForwarder(head, { ...rules, forwarders: [sender] });
}

function emptiness({ accepted, rules, file }: Left): SundialError {
  const [unread] = accepted.flatMap((message) => message.unread);
  if (unread) return new SundialError('mail-form-unread', { file, name: unread });
  const { listDomains, signers, options } = rules;
  // Every report mail also links to pages that explain it, and to its list.
  const explaining = new Set([...listDomains, ...signers, ...signers.map((domain) => `www.${domain}`)]);
  const host = accepted
    .filter(({ head }) => isFromPublisher(head, rules) || isReportSubject(head))
    .flatMap(({ otherHosts }) => otherHosts)
    .find((other) => !explaining.has(other.replace(/:\d+$/, '')));
  if (host) return new SundialError('mail-link-foreign', { file, host, option: options.linkHosts });
  return new SundialError('mail-without-report', { file });
}
