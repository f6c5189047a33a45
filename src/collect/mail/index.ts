// What the rest of Sundial uses of mail: mailboxes, the collection of their reports, and how links are followed.
export {
  type Decided,
  type KnownMessage,
  MailCollection,
  type MailKeeping,
  type MailOptions,
  type MessageEntry,
} from './collect-mail.js';
export { type ArchivedMessage, collectMessage, type MessageOptions } from './collect-message.js';
export type { Mailbox, MailboxView, MailMessage } from './contract.js';
export { openEml } from './eml/eml.js';
export { type GmailOptions, openGmail } from './gmail/gmail.js';
export { type GraphOptions, openGraph } from './graph/graph.js';
export { type ImapOptions, type Marking, openImap, type Selection } from './imap/imap.js';
export { type LinkOptions, Links } from './links/follow.js';
export { openMaildir } from './maildir/maildir.js';
export { openMbox } from './mbox/mbox.js';
export type { MailRules } from './message/rules.js';
export { clientCredentials, refreshToken, serviceAccount } from './oauth/grants.js';
export { type Grant, openTokens } from './oauth/tokens.js';
export { recogniseMail } from './recognise.js';
