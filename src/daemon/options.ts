// Declares the options of the service: when it runs, how it stops, and its log.
import type { Option } from '../domain/option.js';

export const SERVICE_OPTIONS = [
  {
    name: 'run_interval_minutes',
    section: 'Service',
    type: 'integer',
    min: 1,
    max: 7 * 24 * 60,
    description: 'Minutes from the start of one run of the service to the start of the next.',
    default: 15,
    example: 60,
    duration: 'minutes',
    aliases: ['INGEST_INTERVAL_MINUTES', 'CONNECTOR_DURATION_PERIOD', 'CONNECTOR_RUN_EVERY'],
  },
  {
    name: 'run_schedule',
    section: 'Service',
    type: 'string',
    description: 'A cron expression in UTC for the runs of the service; replaces run_interval_minutes.',
    default: '',
    example: '*/30 6-20 * * *',
  },
  {
    name: 'shutdown_seconds',
    section: 'Service',
    type: 'integer',
    min: 1,
    max: 3600,
    description:
      'Seconds that the service may take to finish its work when it is stopped. Unfinished work is abandoned and done in the next run; the service then exits with code 3, or by SIGKILL (137) with Node before 22.15.',
    default: 25,
    example: 60,
  },
] as const satisfies readonly Option[];

export const LOG_OPTIONS = [
  {
    name: 'log_level',
    section: 'Logging',
    type: 'enum',
    values: ['error', 'warn', 'info', 'debug'],
    synonyms: { warning: 'warn' },
    aliases: ['CONNECTOR_LOG_LEVEL'],
    description: 'The lowest level of messages to log.',
    default: 'info',
    example: 'debug',
  },
  {
    name: 'log_format',
    section: 'Logging',
    type: 'enum',
    values: ['auto', 'json', 'text'],
    description:
      'The format of the log on stderr: one JSON object or one line of text per message; auto = text on a terminal, otherwise JSON. The log file always contains JSON.',
    default: 'auto',
    example: 'json',
  },
  {
    name: 'log_file',
    section: 'Logging',
    type: 'path',
    description: 'A file to which the service also writes its log, readable by its user only; empty = none.',
    default: '',
    example: '/var/log/sundial/sundial.log',
  },
  {
    name: 'log_file_mib',
    section: 'Logging',
    type: 'integer',
    min: 1,
    max: 10_240,
    description: 'The size at which the log file is rotated, in MiB.',
    default: 10,
    example: 50,
  },
  {
    name: 'log_files',
    section: 'Logging',
    type: 'integer',
    min: 1,
    max: 1000,
    description: 'The number of rotated log files to keep.',
    default: 7,
    example: 30,
  },
] as const satisfies readonly Option[];
