// Declares the options for all sources: the days to fetch, and the disk space to keep free.
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
      'Number of days, including today, that each run checks. Earlier days that could not be read completely are checked as well.',
    default: 3,
    example: 5,
    duration: 'days',
    aliases: ['SHADOWSERVER_LOOKBACK'],
  },
  {
    name: 'backfill_days',
    section: 'Service',
    type: 'integer',
    min: 1,
    max: 366,
    description:
      'Number of days that the very first run fetches. If opencti_url and opencti_token are set, the default is opencti_first_days.',
    default: 7,
    example: 30,
    duration: 'days',
    aliases: ['BACKFILL_DAYS'],
  },
  {
    name: 'recheck_days',
    section: 'Service',
    type: 'integer',
    min: 0,
    max: 31,
    description:
      'Number of days for which Sundial checks once a day whether the publisher has re-issued a report under the same name.',
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
      'Hours after the end of a day (UTC) by which all of its reports are expected. A report that has not arrived by then is missing.',
    default: 24,
    example: 36,
  },
] as const satisfies readonly Option[];
