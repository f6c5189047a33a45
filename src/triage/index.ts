// The public entry of triage: the life of findings, the whitelist, and which findings a day's digest tells to their owners.

export { CLOSED_DAY_TABLES, closedDaysOf } from './closed-days.js';
export { commandLine } from './command.js';
export { checkDay } from './day-check.js';
export { type DecideRequest, type DigestRow, decide, findDigest, latestDigest } from './decide.js';
export {
  type AppliedEntry,
  type ChangedItem,
  type Digest,
  type DigestCounts,
  type DigestDay,
  type DigestFinding,
  type DigestHealth,
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
export { digestDays } from './digest-days.js';
export { HEALTH_TABLES, missingUpTo } from './digest-health.js';
export { type DigestRequest, digestOf } from './digest-of.js';
export { type ExplainedRule, type Explanation, explain } from './explain.js';
export { type ExplainRequest, explainSubject } from './explain-subject.js';
export {
  type ChangedFinding,
  type ChangedFindings,
  type FindingPosition,
  findingChanges,
  lastStepBefore,
} from './finding-changes.js';
export { countStates, type FindingStanding, inState, standingsOf } from './finding-states.js';
export { handledIn } from './handled-in.js';
export type { TriageContext } from './lifecycle.js';
export { followFindings } from './lifecycle.js';
export { type Marked, type MarkRequest, markFindings } from './mark.js';
export { type Preview, type PreviewedFinding, previewEntry } from './preview.js';
export { type TriageRules, triageRules } from './rules.js';
export { type LaterEntry, type SinceDigest, sinceDigest } from './since-digest.js';
export { describeSteps, type NewestStep } from './steps-of.js';
export {
  type FindingChange,
  type FindingDecision,
  type FindingEvent,
  type FindingStory,
  storyOf,
} from './story.js';
export { undoDigest } from './undo.js';
export { type Unmarked, unmarkFindings } from './unmark.js';
export {
  type Duration,
  type EntryFilter,
  type EntryRequest,
  FOREVER,
  readDuration,
  Whitelist,
  type WhitelistEntry,
} from './whitelist.js';
