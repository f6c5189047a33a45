// Declares the options of how long events, findings and originals are kept.
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
      'How many days the events of a report are kept after its date; 0 keeps them for good. "sundial retention --apply" removes what is older. Findings stay.',
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
      'Other numbers of days for the events of some report types, named with * for any characters. A whole name counts before a pattern, a longer pattern before a shorter one; 0 keeps for good.',
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
      'How many days the days of findings are kept; 0 keeps them for good. A finding that was not seen for so long goes altogether; one that was keeps its first day and its counts.',
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
      'How many days the originals of reports are kept after their date; 0 keeps them for good. Without its original a report cannot be loaded again.',
    default: 0,
    example: 365,
  },
] as const satisfies readonly Option[];
