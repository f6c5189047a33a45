// The shape of a digest: the content of one day's digest as plain data, independent of the output format.

import type { Severity } from '../domain/event-columns.js';
import type { FindingState } from '../domain/finding-state.js';
import type { Identity } from './coverage.js';

/** Rows of one part of the digest; `total` also counts the rows beyond the limit. */
export interface Section<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** The day's number of findings for each decision. The numbers add up to `all`. */
export interface DigestCounts {
  readonly all: number;
  /** New or not recently reported: the owner has to be told. */
  readonly handle: number;
  /** Put to handle, or told, recently. */
  readonly recent: number;
  readonly whitelisted: number;
  /** Findings on devices that are not in the inventory. */
  readonly unknown: number;
  readonly not_ours: number;
}

/** A finding as every section shows it. */
export interface DigestFinding {
  /** 32 hex digits. */
  readonly id: string;
  readonly type: string;
  /** The catalogue's title for the type, and the URL of its publisher's description. */
  readonly title: string;
  readonly link: string | null;
  readonly subject: string;
  /** 0 and '' if they do not distinguish findings of the type. */
  readonly port: number;
  readonly transport: string;
  readonly infection: string;
  readonly severity: Severity | 'none';
  readonly cves: readonly string[];
  /** Those of the CVE ids that are on a list of known exploited vulnerabilities. */
  readonly exploited: readonly string[];
  /** The highest EPSS score of the CVE ids, 0 to 1; 0 = unknown. */
  readonly epss: number;
  readonly hostname: string;
  readonly list: string;
  /** Report dates. */
  readonly first_seen: string;
  readonly seen: string;
  readonly state: FindingState;
  /** From the most specific inventory entry; empty without one. */
  readonly device: string;
  readonly owner: string;
  readonly contacts: readonly string[];
  /** All devices whose entries cover the subject, the most specific first. */
  readonly devices: readonly string[];
  /** How the device is known; left out for names, and if no leases are known. */
  readonly identity?: Identity;
}

/** Why a finding is put to handle. */
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
  /** When the owner was last told before this digest; null = never. */
  readonly told_before: string | null;
  /** Ready to run; null if `notify_command` is not set. */
  readonly command: string | null;
}

export interface RecentItem extends DigestFinding {
  /** When the owner was last told, and how many days before the digest that was. */
  readonly told_on: string;
  readonly days_ago: number;
  /** The first day on which the finding would be put to handle again. */
  readonly again_on: string;
}

export interface AppliedEntry {
  readonly entry: number;
  /** As entered: `ntp`, `all`. */
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

/** A finding whose state changed since the previous digest, automatically or by hand. */
export interface ChangedItem extends DigestFinding {
  readonly day: string;
  readonly reason: string;
  readonly author: string;
  readonly automatic: boolean;
}

export interface EndedEntry extends AppliedEntry {
  /** How many findings the entry hid in all digests; a finding counts once per day. */
  readonly applied: number;
}

/** A report that was expected on a day and did not arrive. */
export interface MissingReport {
  readonly list: string;
  /** Empty if the list delivered no report at all. */
  readonly type: string;
  readonly date: string;
  /** The last day for which a report arrived. */
  readonly last: string;
}

/** A report with fewer rows than its publisher states, or than its previous version. */
export interface ShortReport {
  readonly list: string;
  readonly type: string;
  readonly date: string;
  readonly rows: number;
  /** The stated number, and its source; null if an earlier version had more rows. */
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

/** A problem that readers should know about: a file that could not be loaded, no inventory, a failed run. */
export interface DigestWarning {
  readonly level: 'warning' | 'error';
  /** An error code, or one of the digest's own codes. */
  readonly code: string;
  readonly message: string;
}

/** The number of each decision on one day, for a chart. */
export interface DigestDay extends DigestCounts {
  readonly date: string;
}

/** Whether a day's data is whole. */
export interface DigestHealth {
  readonly missing: Section<MissingReport>;
  readonly short: Section<ShortReport>;
  readonly quarantined: Section<QuarantinedReport>;
  readonly warnings: Section<DigestWarning>;
}

/** One day's digest. The same store and date give the same digest. */
export interface Digest extends DigestHealth {
  readonly date: string;
  /** The number of this digest; making the digest again assigns a new number. */
  readonly digest: number;
  /** `baseline` = all present findings are treated as known, as if their owners had been told on that day. */
  readonly kind: 'digest' | 'baseline';
  /** The day of the previous digest; null for the first one. */
  readonly previous: string | null;
  /** When it was decided, `2026-03-05T07:00:00Z`, and by whom. */
  readonly decided_at: string;
  readonly author: string;
  /** The position in the ledger up to which the digest takes loads into account. */
  readonly watermark: number;
  readonly counts: DigestCounts;
  /** Findings of the day by type, the most frequent first. */
  readonly types: Section<{ readonly type: string; readonly title: string } & DigestCounts>;
  /** This digest's counts and those of the preceding days, oldest first. */
  readonly days: readonly DigestDay[];
  readonly handle: Section<HandleItem>;
  readonly unknown: Section<DigestFinding>;
  readonly recent: Section<RecentItem>;
  readonly whitelisted: Section<WhitelistedItem>;
  readonly resolved: Section<ChangedItem>;
  readonly reopened: Section<ChangedItem>;
  readonly ended_entries: Section<EndedEntry>;
}
