// Decides by its header whether a message comes from the publisher, and to which list it was sent.
import { SundialError } from '../../../domain/errors.js';
import { type MessageHead, withoutComments } from './header.js';

/** What tells the publisher's messages from others; all texts in lower case. */
export interface MailRules {
  /** Addresses, or `@domain` for every address of a domain and the domains below it. */
  readonly senders: readonly string[];
  /** Domains of the publisher's lists: `austria.mail.shadowserver.org` is the list `austria`. */
  readonly listDomains: readonly string[];
  /** The name with which one's own mail server signs Authentication-Results; empty where that is not asked. */
  readonly authserv: string;
  /** Domains whose DKIM signature counts. */
  readonly signers: readonly string[];
  /** Hosts from which reports are downloaded. */
  readonly linkHosts: readonly string[];
}

/** Why a message is left as it is; undefined for one that may hold reports. */
export function judge(head: MessageHead, rules: MailRules, file: string): SundialError | undefined {
  if (!isFromPublisher(head, rules)) {
    return new SundialError('mail-not-from-publisher', { file, sender: head.from[0] ?? 'nobody' });
  }
  if (isAuthenticated(head, rules)) return undefined;
  return new SundialError('mail-not-authenticated', { file, signers: rules.signers.join(', ') });
}

/** Whether author, sender or list are among those that the rules name. */
export function isFromPublisher(head: MessageHead, rules: MailRules): boolean {
  const isSender = [...head.from, ...head.sender].some((address) =>
    rules.senders.some((sender) =>
      sender.startsWith('@')
        ? isWithin(address.slice(address.lastIndexOf('@') + 1), sender.slice(1))
        : address === sender,
    ),
  );
  return isSender || rules.listDomains.some((domain) => head.listId.endsWith(`.${domain}`));
}

/** Whether one's own mail server found a valid signature, where the rules ask for one. */
export function isAuthenticated({ authentication }: MessageHead, { authserv, signers }: MailRules): boolean {
  if (authserv === '') return true;
  // A sender may put such lines into a message, too; one's own server stands on top of them (RFC 8601, 4.1).
  const own = authentication.map(withoutComments).find((value) => serviceOf(value) === authserv);
  return (
    own !== undefined && passedDomains(own).some((domain) => signers.some((one) => isWithin(domain, one)))
  );
}

function serviceOf(value: string): string {
  return (/^\s*"?([^\s;"]+)/.exec(value)?.[1] ?? '').toLowerCase();
}

/** Domains with `dkim=pass` (RFC 8601, 2.2 and 2.7.1). Senders choose what is quoted; no result begins within it. */
function passedDomains(value: string): string[] {
  return value
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, (quoted) => quoted.replaceAll(/[";\s]/g, ''))
    .split(';')
    .slice(1)
    .filter((result) => /^\s*dkim\s*=\s*pass\b/i.test(result))
    .flatMap((result) => [...result.matchAll(/\bheader\.(?:d|i)\s*=\s*"?([^\s;"]+)/gi)])
    .map((match) => match[1]!.slice(match[1]!.lastIndexOf('@') + 1).toLowerCase());
}

function isWithin(domain: string, of: string): boolean {
  return domain === of || domain.endsWith(`.${of}`);
}

/**
 * The list that a message was sent to: what stands before the domain in its List-Id, else what its subject has in
 * brackets before the publisher's name, as Mailman writes it; undefined where neither tells.
 */
export function listOf({ listId, subject }: MessageHead, { listDomains }: MailRules): string | undefined {
  const domain = listDomains.find((one) => listId.endsWith(`.${one}`));
  if (domain) return listId.slice(0, -domain.length - 1) || undefined;
  // Other brackets, such as [EXTERNAL], are put there by others.
  const prefix = /\[([^\][]{1,100})\]\s*Shadowserver\b/i.exec(subject)?.[1];
  return prefix?.trim().toLowerCase().replaceAll(/\s+/g, '-') || undefined;
}
