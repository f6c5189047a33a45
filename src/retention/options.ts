// Declares the options that say how long events, findings and originals are kept.
import { LIMITS } from '../domain/limits.js';
import type { Option } from '../domain/option.js';

export const RETENTION_OPTIONS = [
  {
    name: 'retention_events_days',
    section: 'Retention',
    type: 'integer',
    min: 0,
    max: LIMITS.retentionDays,
    description:
      'Days to keep the events of a report after its date; 0 = forever. "sundial retention --apply" removes what is older. Findings stay.',
    default: 0,
    example: 90,
  },
  {
    name: 'retention_types',
    section: 'Retention',
    type: 'numbers',
    min: 0,
    max: LIMITS.retentionDays,
    description:
      'Different numbers of days for the events of some report types, in whose names * matches any characters. A full name takes precedence over a pattern, and a longer pattern over a shorter one; 0 = forever.',
    default: {},
    example: { 'scan_*': 30, event4_sinkhole: 365 },
  },
  {
    name: 'retention_findings_days',
    section: 'Retention',
    type: 'integer',
    min: 0,
    max: LIMITS.retentionDays,
    description:
      'Days of per-finding history to keep; 0 = forever. A finding that was not seen for that long is removed; any other keeps its first day and its counts.',
    default: 0,
    example: 730,
  },
  {
    name: 'retention_archive_days',
    section: 'Retention',
    type: 'integer',
    min: 0,
    max: LIMITS.retentionDays,
    description:
      'Days to keep the originals of reports after their date; 0 = forever. Without its original a report cannot be loaded again.',
    default: 0,
    example: 365,
  },
] as const satisfies readonly Option[];
