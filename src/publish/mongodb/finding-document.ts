// Makes the document of a finding: its state after the latest change that was sent.
import type { FindingMessage } from '../messages.js';
import { dayOf } from './document.js';

export interface FindingDocument {
  readonly _id: string;
  /** When the change was recorded, by which a change that is sent late is recognised. */
  readonly at: Date;
  readonly [name: string]: unknown;
}

export function findingDocument(finding: FindingMessage): FindingDocument {
  const { firstSeen, lastSeen } = finding;
  return {
    ...{ _id: finding.finding, change: finding.id, type: finding.type },
    ...{ subject: finding.subject, subject_kind: finding.subjectKind },
    ...{ port: finding.port, transport: finding.transport, infection: finding.infection },
    ...{ state: finding.state, previous_state: finding.previousState, changes: [...finding.changes] },
    ...{ day: dayOf(finding.day), at: new Date(finding.at) },
    ...{ reason: finding.reason, author: finding.author },
    ...{ severity: finding.severity, cves: [...finding.cves], tags: [...finding.tags] },
    ...(firstSeen !== '' && { first_seen: dayOf(firstSeen) }),
    ...(lastSeen !== '' && { last_seen: dayOf(lastSeen) }),
    ...{ hostname: finding.hostname, asn: finding.asn, geo: finding.geo, list: finding.list },
    ...(finding.device !== '' && { lease_device: finding.device }),
  };
}
