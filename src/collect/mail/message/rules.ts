// Decides from a message's header whether it comes from the publisher, and to which list it was sent.
import { type MessageHead, withoutComments } from './header.js';

/** The rules that recognise the publisher's messages; all texts in lower case. */
export interface MailRules {
  /** Addresses, or `@domain` for every address of a domain and the domains below it. */
  readonly senders: readonly string[];
  /** People who forward the publisher's messages: addresses, or `@domain` as above. */
  readonly forwarders: readonly string[];
  /** Whether the user who named the messages vouches for them, so that neither senders nor signatures count. */
  readonly isVouchedFor?: boolean;
  /** Domains of the publisher's lists: `austria.mail.shadowserver.org` is the list `austria`. */
  readonly listDomains: readonly string[];
  /** The operator's mail server's name in Authentication-Results; empty if no signature is required. */
  readonly authserv: string;
  /** Domains whose DKIM signature counts. */
  readonly signers: readonly string[];
  /** Hosts from which reports are downloaded. */
  readonly linkHosts: readonly string[];
  /** The displayed names of the options that hold these rules. */
  readonly options: RuleOptions;
}

export interface RuleOptions {
  readonly senders: string;
  readonly forwarders: string;
  readonly linkHosts: string;
}

/** Whether the rules name the author, the sender or the list. */
export function isFromPublisher(head: MessageHead, rules: MailRules): boolean {
  const isSender = namedIn(rules.senders, head).length > 0;
  return isSender || rules.listDomains.some((domain) => head.listId.endsWith(`.${domain}`));
}

/** Whether the operator's mail server found a valid signature of the publisher, if the rules require one. */
export function isAuthenticated(head: MessageHead, { authserv, signers, isVouchedFor }: MailRules): boolean {
  if (authserv === '' || isVouchedFor) return true;
  return signedBy(head, authserv).some((domain) => signers.some((each) => isWithin(domain, each)));
}

/**
 * Whether a forwarder that the rules name sent the message. If the rules require signatures, a signature of the
 * forwarder's domain or of its parent domain also counts.
 */
export function isFromForwarder(head: MessageHead, rules: MailRules): boolean {
  if (rules.isVouchedFor) return true;
  const forwarders = namedIn(rules.forwarders, head);
  if (forwarders.length === 0 || isAuthenticated(head, rules)) return forwarders.length > 0;
  const signed = signedBy(head, rules.authserv);
  return forwarders.some((address) => signed.some((domain) => isWithin(domainOf(address), domain)));
}

/** Whether the subject is that of the publisher's messages: `[Austria] Shadowserver Austria Open MQTT Report: ...`. */
export function isReportSubject({ subject }: MessageHead): boolean {
  return /\bshadowserver\b.*\breports?\b/i.test(subject);
}

/** The addresses of author and sender that a list of addresses and `@domain` names. */
export function namedIn(list: readonly string[], { from, sender }: MessageHead): string[] {
  return [...from, ...sender].filter((address) =>
    list.some((each) =>
      each.startsWith('@') ? isWithin(domainOf(address), each.slice(1)) : address === each,
    ),
  );
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** Domains with a valid signature according to the operator's mail server. */
function signedBy({ authentication }: MessageHead, authserv: string): string[] {
  // Senders may add such lines, too; the operator's server adds its own above them (RFC 8601, 4.1).
  const own = authentication.map(withoutComments).find((value) => serviceOf(value) === authserv);
  return own === undefined ? [] : passedDomains(own);
}

function serviceOf(value: string): string {
  return (/^\s*"?([^\s;"]+)/.exec(value)?.[1] ?? '').toLowerCase();
}

/**
 * Domains with `dkim=pass` (RFC 8601, 2.2 and 2.7.1). Senders control quoted text, so no result begins within quotes.
 */
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
 * The list to which a message was sent: the part before the domain in its List-Id, else the text in brackets before
 * the publisher's name in its subject, as written by Mailman; undefined if both are missing.
 */
export function listOf({ listId, subject }: MessageHead, { listDomains }: MailRules): string | undefined {
  const domain = listDomains.find((each) => listId.endsWith(`.${each}`));
  if (domain) return listId.slice(0, -domain.length - 1) || undefined;
  // Other brackets, such as [EXTERNAL], come from other systems.
  const prefix = /\[([^\][]{1,100})\]\s*Shadowserver\b/i.exec(subject)?.[1];
  return prefix?.trim().toLowerCase().replaceAll(/\s+/g, '-') || undefined;
}
