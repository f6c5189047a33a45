// Lists every kind of source, and the options outside of `sources` that belong to them. A new kind needs one line here.
import type { Option } from '../domain/option.js';
import { API_KIND, API_OPTIONS } from './api/declaration.js';
import type { SourceKind } from './declaration.js';
import { FOLDER_KIND } from './directory/declaration.js';
import { EML_KIND } from './mail/eml/declaration.js';
import { GMAIL_KIND, GMAIL_OPTIONS } from './mail/gmail/declaration.js';
import { GRAPH_KIND, GRAPH_OPTIONS } from './mail/graph/declaration.js';
import { IMAP_KIND, IMAP_OPTIONS } from './mail/imap/declaration.js';
import { MAILDIR_KIND } from './mail/maildir/declaration.js';
import { MBOX_KIND } from './mail/mbox/declaration.js';
import { OAUTH_OPTIONS } from './mail/oauth/options.js';
import { FILE_MAILBOX_OPTIONS, MAIL_SOURCE, RULE_OPTIONS, SERVER_MAILBOX_OPTIONS } from './mail/options.js';
import { SELECTION_OPTIONS } from './options.js';

export { SELECTION_KEYS, SELECTION_OPTIONS } from './options.js';

/** Every kind of source, in the order of the reference. */
export const SOURCE_KINDS = [
  API_KIND,
  IMAP_KIND,
  GRAPH_KIND,
  GMAIL_KIND,
  MBOX_KIND,
  MAILDIR_KIND,
  EML_KIND,
  FOLDER_KIND,
] as const satisfies readonly SourceKind[];

const listed = <Options extends Readonly<Record<string, Option>>>(options: Options) =>
  Object.values(options) as Options[keyof Options][];

/** The options of the short form: one account of the Reports API. */
export const API_SHORT_FORM = [...listed(API_OPTIONS), ...listed(SELECTION_OPTIONS)] as const;

/** One mailbox. */
export const MAIL_SHORT_FORM = [
  MAIL_SOURCE,
  ...listed(SERVER_MAILBOX_OPTIONS),
  ...listed(FILE_MAILBOX_OPTIONS),
  ...listed(RULE_OPTIONS),
  ...listed(IMAP_OPTIONS),
  ...listed(OAUTH_OPTIONS),
  ...listed(GRAPH_OPTIONS),
  ...listed(GMAIL_OPTIONS),
] as const;
