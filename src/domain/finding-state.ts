// The stored terms of triage: the states of a finding, and the decisions of a digest.

/** The states of a finding in the order of its life (docs/explanation/triage.md). */
export const FINDING_STATES = ['open', 'notified', 'acknowledged', 'resolved', 'reopened'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** The states that a person may set; the others follow from the reports. */
export const MARKS = ['notified', 'acknowledged', 'resolved'] as const;
export type Mark = (typeof MARKS)[number];

/** Kinds of rows in the log of digests: a day was decided, all findings were treated as known, or the day's digest was undone. */
export const DIGEST_KINDS = ['digest', 'baseline', 'undone'] as const;
export type DigestKind = (typeof DIGEST_KINDS)[number];

/**
 * The decisions of a digest on a finding: exactly one of these, the first that applies
 * (decisions.md#one-decision-per-finding).
 */
export const DECISIONS = ['not_ours', 'unknown', 'whitelisted', 'recent', 'handle'] as const;
export type Decision = (typeof DECISIONS)[number];
