// Declares the options that hold for all sources: which days they are asked for, and what stays free on the disk.
import type { Option } from '../domain/option.js';

export const PIPELINE_OPTIONS = [
  {
    name: 'min_free_disk_mib',
    section: 'Reports API',
    type: 'integer',
    min: 0,
    max: 1024 * 1024 * 1024,
    description: 'Downloads stop when less than this would remain free on the disk of data_dir, in MiB.',
    default: 1024,
    example: 10_240,
  },
  {
    name: 'fetch_days',
    section: 'Service',
    type: 'integer',
    min: 1,
    max: 31,
    description:
      'How many days, including today, each run checks. Days that could not be read completely are checked as well.',
    default: 3,
    example: 5,
  },
  {
    name: 'backfill_days',
    section: 'Service',
    type: 'integer',
    min: 1,
    max: 366,
    description: 'How many days the very first run fetches.',
    default: 7,
    example: 30,
    aliases: ['BACKFILL_DAYS'],
  },
  {
    name: 'recheck_days',
    section: 'Service',
    type: 'integer',
    min: 0,
    max: 31,
    description:
      'Days for which Sundial asks the publisher once a day whether a report was issued again under the same name.',
    default: 7,
    example: 14,
  },
  {
    name: 'settle_hours',
    section: 'Service',
    type: 'integer',
    min: 0,
    max: 240,
    description:
      'How many hours after the end of a day (UTC) its reports are all expected to be there. A report that is not there by then is missing.',
    default: 24,
    example: 36,
  },
] as const satisfies readonly Option[];
