// The messages that outputs carry: events, changes of findings, and notices of loaded reports.
import type { ReportedFinding } from '../mapping/index.js';

/** A value of a field: text, a number, several words, or none. */
export type FieldValue = string | number | readonly string[] | null;

/** An event that became visible, or that ceased to be. */
export interface EventMessage {
  /** Public and stable: the same event has the same id in every store and after every replay. `scan_ssl-2026-01-15-<key>` */
  readonly id: string;
  readonly type: string;
  /** Report date. */
  readonly date: string;
  /** 32 hex digits: equal for rows with equal values; unique within type and date. */
  readonly key: string;
  /** The identifier of the report in which the event counts. */
  readonly list: string;
  /** The country in upper case, whatever fields are chosen; '' if unknown. */
  readonly country: string;
  /** The autonomous system, whatever fields are chosen; 0 if unknown. */
  readonly asn: number;
  /**
   * The ids of the constituents to which it belongs, in the order of ids, as far as the output is for them. Empty also
   * for outputs that do not use them.
   */
  readonly constituents: readonly string[];
  /** The columns of its report, in their order; a repeated name is `tag#2`. Empty cells have no field. */
  readonly columns: readonly string[];
  /** The chosen fields as one JSON object: valid UTF-8, with invalid bytes as `\xE9`; texts may contain NUL as `\u0000`. */
  readonly json: string;
  /** The same object, parsed when it is first needed. Names come from reports: `__proto__` is an own property. */
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** A change of a finding. */
export type FindingMessage = ReportedFinding;

/** A notice of a report that was loaded, or replaced by another version. */
export interface ReportMessage {
  /** Public and stable: one report and version have the same id every time. */
  readonly id: string;
  readonly type: string;
  readonly date: string;
  readonly list: string;
  /** SHA-256 of the uncompressed report, under which the archive keeps it. */
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
  /** Events of this report that count. */
  readonly events: number;
  readonly quarantined: number;
  /** Instants in ISO form; `publishedAt` is '' if unknown. */
  readonly publishedAt: string;
  readonly loadedAt: string;
  /** Whether it replaces an earlier version of the same report. */
  readonly replaces: boolean;
}
