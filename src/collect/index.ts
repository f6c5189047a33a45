// The public entry of collecting: sources hand over unpacked report files, or the reasons why they cannot.
export { type CollectApiOptions, collectApi } from './api/collect-api.js';
export type { ApiRequest, KeyInfo, Listing, ReportsApi, Validators } from './api/contract.js';
export { openReportsApi, type ReportsApiOptions } from './api/reports-api.js';
export { ApiSource, type ApiSourceOptions } from './api/source.js';
export type { SourceKind } from './declaration.js';
export { type CollectOptions, collectFiles } from './directory/collect.js';
export { leaveOutOwnData, ownDataNote } from './directory/own-data.js';
export { refuseUnset } from './entry.js';
export { type AttachedFile, attachedFiles } from './mail/attached-files.js';
export type { Mailbox } from './mail/contract.js';
export type { MailKeeping, MessageEntry } from './mail/mail-keeping.js';
export { namedMailboxes } from './mail/named-mailboxes.js';
export type { Authorization, AuthorizeDialog } from './mail/oauth/dialog.js';
export { grantedFile, grantedFiles } from './mail/oauth/granted.js';
export { openMailbox } from './mail/open-mailbox.js';
export { recogniseMail } from './mail/recognise.js';
export type { ItemMark, ItemMemory, ListingMemory, LiveReport, SourceMemory } from './memory.js';
export { SOURCE_KINDS } from './registry.js';
export { shortFormEntries } from './short-form.js';
export type {
  DeliveryResult,
  LogLine,
  Reading,
  ReadRequest,
  Source,
  SourceStep,
  SourceSummary,
  SourceView,
  SummaryTable,
} from './source.js';
export type { SourceContext } from './source-context.js';
export { isMessageName } from './unpack/names.js';
export type { PackedMessage } from './unpack/unpack.js';
