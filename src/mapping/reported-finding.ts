// A change of a finding as mappings read it; an output's message about a finding is one.

import type { SubjectKind } from '../domain/event-columns.js';

export interface ReportedFinding {
  /** Public and stable: one finding and step have the same id every time. */
  readonly id: string;
  /** The finding's id: 32 hex digits. */
  readonly finding: string;
  readonly type: string;
  readonly subject: string;
  readonly subjectKind: SubjectKind;
  /** 0 and '' if they do not distinguish findings of the type. */
  readonly port: number;
  readonly transport: string;
  readonly infection: string;
  readonly state: string;
  readonly previousState: string;
  /** What happened: opened, reopened, severity_rose, resolved, ... */
  readonly changes: readonly string[];
  /** The day that the change belongs to, and the instant at which it was recorded. */
  readonly day: string;
  readonly at: string;
  readonly reason: string;
  readonly author: string;
  readonly severity: string;
  readonly cves: readonly string[];
  /** Report dates at the time of sending; '' if no report has the finding any more. */
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly hostname: string;
  /** 0 = unknown. */
  readonly asn: number;
  readonly geo: string;
  readonly tags: readonly string[];
  readonly list: string;
  /** The device that the finding follows from address to address, by leases; '' = its subject identifies it. */
  readonly device: string;
}
