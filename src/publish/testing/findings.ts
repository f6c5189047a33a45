// Changes of findings as the engine hands them to outputs.
import type { FindingMessage } from '../messages.js';

/** A change with these facts; the others are those of a finding that was opened. */
export function findingOf(facts: Partial<FindingMessage>): FindingMessage {
  return {
    ...{ id: 'f1-1', finding: 'f1', type: 'scan_ntp', subject: '192.0.2.1', subjectKind: 'ip' },
    ...{ port: 123, transport: 'udp', infection: '', state: 'open', previousState: '', changes: ['opened'] },
    ...{ day: '2026-01-15', at: '2026-01-16T06:00:00.000Z', reason: '', author: '', severity: 'high' },
    ...{ cves: [], firstSeen: '2026-01-15', lastSeen: '2026-01-15', hostname: '', asn: 64_496, geo: 'AT' },
    ...{ tags: [], list: 'example', device: '' },
    ...facts,
  };
}
