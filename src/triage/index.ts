// The public entry of triage: what happens to findings, what is accepted, and who has to be told what on a day.
export {
  type AppliedEntry,
  type ChangedItem,
  type Digest,
  type DigestCounts,
  type DigestDay,
  type DigestFinding,
  type DigestWarning,
  type EndedEntry,
  HANDLE_REASONS,
  type HandleItem,
  type HandleReason,
  type MissingReport,
  type QuarantinedReport,
  type RecentItem,
  type Section,
  type ShortReport,
  type WhitelistedItem,
} from './digest.js';
export { type TriageRules, triageRules } from './rules.js';
