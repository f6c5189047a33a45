// The words of triage that tables hold: the states of a finding, and what a digest decides about one.

/** The states of a finding in the order of its life (docs/explanation/triage.md). */
export const FINDING_STATES = ['open', 'notified', 'acknowledged', 'resolved', 'reopened'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** What a row of the log of digests says: a day was decided, all was taken as known, or the day's digest was taken back. */
export const DIGEST_KINDS = ['digest', 'baseline', 'undone'] as const;
export type DigestKind = (typeof DIGEST_KINDS)[number];

/**
 * What a digest says of a finding: exactly one of these, the first that applies
 * (decisions.md#one-decision-per-finding).
 */
export const DECISIONS = ['not_ours', 'unknown', 'whitelisted', 'recent', 'handle'] as const;
export type Decision = (typeof DECISIONS)[number];
