// The shape of a digest: everything that one day's digest says, as plain data for any way of printing it.
import type { Severity } from '../domain/event-columns.js';
import type { FindingState } from '../domain/finding-state.js';

/** Rows of one part of the digest; `total` counts those that a limit left out, too. */
export interface Section<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** How many findings of the day were decided how. They add up to `all`. */
export interface DigestCounts {
  readonly all: number;
  /** New or not recently reported: the owner has to be told. */
  readonly handle: number;
  /** Put to handle, or told, recently. */
  readonly recent: number;
  readonly whitelisted: number;
  /** Devices that the inventory does not know. */
  readonly unknown: number;
  readonly not_ours: number;
}

/** A finding as every section shows it. */
export interface DigestFinding {
  /** 32 hex digits. */
  readonly id: string;
  readonly type: string;
  /** The catalogue's words for the type, and where its publisher describes it. */
  readonly title: string;
  readonly link: string | null;
  readonly subject: string;
  /** 0 and '' where they do not tell findings of the type apart. */
  readonly port: number;
  readonly transport: string;
  readonly infection: string;
  readonly severity: Severity | 'none';
  readonly cves: readonly string[];
  readonly hostname: string;
  readonly list: string;
  /** Report dates. */
  readonly first_seen: string;
  readonly seen: string;
  readonly state: FindingState;
  /** Of the most specific inventory entry; empty where there is none. */
  readonly device: string;
  readonly owner: string;
  readonly contacts: readonly string[];
  /** All devices whose entries cover the subject, the most specific first. */
  readonly devices: readonly string[];
}

/** Why a finding is to be handled. */
export const HANDLE_REASONS = [
  'reopened',
  'severity_rose',
  'new_cve',
  'compromised',
  'whitelist_ended',
  'new',
  'repeat',
] as const;
export type HandleReason = (typeof HANDLE_REASONS)[number];

export interface HandleItem extends DigestFinding {
  readonly reason: HandleReason;
  /** The reason in words: "Previous report older than 7 days, last on 2026-03-01". */
  readonly why: string;
  /** When the owner was last told before; null = never. */
  readonly told_before: string | null;
  /** Ready to run; null where `notify_command` is not set. */
  readonly command: string | null;
}

export interface RecentItem extends DigestFinding {
  /** When the owner was last told, and how many days before the digest that was. */
  readonly told_on: string;
  readonly days_ago: number;
  /** The first day on which it would be handled again. */
  readonly again_on: string;
}

export interface AppliedEntry {
  readonly entry: number;
  /** As it was given: `ntp`, `all`. */
  readonly type: string;
  readonly subject: string;
  /** `2026-03-08 10:00:00`, or `9999-12-31 23:59:59` for forever. */
  readonly until: string;
  readonly reason: string;
  readonly author: string;
}

export interface WhitelistedItem extends DigestFinding {
  /** All entries that apply (decisions.md#one-decision-per-finding). */
  readonly entries: readonly AppliedEntry[];
}

/** A finding that changed its state by itself or by hand since the digest before. */
export interface ChangedItem extends DigestFinding {
  readonly day: string;
  readonly reason: string;
  readonly author: string;
  readonly automatic: boolean;
}

export interface EndedEntry extends AppliedEntry {
  /** How many findings it hid in all digests, each day counted. */
  readonly applied: number;
}

/** A report that was expected on a day and did not come. */
export interface MissingReport {
  readonly list: string;
  /** Empty where nothing at all came from the list. */
  readonly type: string;
  readonly date: string;
  /** The last day that it came for. */
  readonly last: string;
}

/** A report with fewer rows than its publisher states, or than the version before it. */
export interface ShortReport {
  readonly list: string;
  readonly type: string;
  readonly date: string;
  readonly rows: number;
  /** What was stated, and by whom; null where an earlier version had more. */
  readonly stated: number | null;
  readonly source: string;
}

export interface QuarantinedReport {
  /** The report's id, for `sundial quarantine`. */
  readonly report: number;
  readonly list: string;
  readonly type: string;
  readonly date: string;
  readonly rows: number;
}

/** Anything else that readers should know: a file that could not be loaded, no inventory, a failed run. */
export interface DigestWarning {
  readonly level: 'warning' | 'error';
  /** A code of the table of errors, or a word of Sundial's own. */
  readonly code: string;
  readonly message: string;
}

/** How often each decision was made on one day, for a chart. */
export interface DigestDay extends DigestCounts {
  readonly date: string;
}

/** One day's digest. The same store and date give the same digest. */
export interface Digest {
  readonly date: string;
  /** The number of this digest; making it again gives it another one. */
  readonly digest: number;
  /** `baseline` = everything that was there is taken as known, as if its owners were told on that day. */
  readonly kind: 'digest' | 'baseline';
  /** The digest before; null for the first one. */
  readonly previous: string | null;
  /** When it was decided, `2026-03-05T07:00:00Z`, and by whom. */
  readonly decided_at: string;
  readonly author: string;
  /** The place in the ledger up to which it knows. */
  readonly watermark: number;
  readonly counts: DigestCounts;
  /** Findings of the day by type, the most frequent first. */
  readonly types: Section<{ readonly type: string; readonly title: string } & DigestCounts>;
  /** This digest's counts and those of the days before, oldest first. */
  readonly days: readonly DigestDay[];
  readonly handle: Section<HandleItem>;
  readonly unknown: Section<DigestFinding>;
  readonly recent: Section<RecentItem>;
  readonly whitelisted: Section<WhitelistedItem>;
  readonly resolved: Section<ChangedItem>;
  readonly reopened: Section<ChangedItem>;
  readonly ended_entries: Section<EndedEntry>;
  readonly missing: Section<MissingReport>;
  readonly short: Section<ShortReport>;
  readonly quarantined: Section<QuarantinedReport>;
  readonly warnings: Section<DigestWarning>;
}
