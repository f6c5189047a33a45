// Declares the output to IntelMQ: the collector that receives events over TCP, and the data format.
import { LIMITS } from '../../domain/limits.js';
import type { EntryOptions } from '../../domain/source-entry.js';
import { RECORD_OPTIONS } from '../body/options.js';
import { BROKER_OPTIONS } from '../broker/options.js';
import { outputKind } from '../declaration.js';

export const INTELMQ_OPTIONS = {
  host: { ...BROKER_OPTIONS.host, description: 'The name or address of the collector.' },
  port: {
    name: 'port',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 65_535,
    description: 'The port of the collector, as its parameter port names it.',
    default: 5_000,
    example: 5_001,
  },
  format: {
    name: 'format',
    section: 'Outputs',
    type: 'enum',
    values: ['intelmq', 'intelmq-3.4'],
    description:
      'The data format: intelmq = that of IntelMQ 3.5 and later; intelmq-3.4 = that of IntelMQ up to 3.4.',
    default: 'intelmq',
    example: 'intelmq-3.4',
  },
  ...RECORD_OPTIONS,
  timeout: {
    ...BROKER_OPTIONS.timeout,
    description:
      'Seconds for one batch: the connection, and the answers of the collector, which waits for its queue.',
    default: LIMITS.intelmqSeconds,
  },
  max_bytes: {
    ...BROKER_OPTIONS.max_bytes,
    description: 'The largest event in bytes; a larger one becomes a dead letter.',
  },
} as const satisfies EntryOptions;

export const INTELMQ_KIND = outputKind(
  { kind: 'intelmq' },
  {
    description: "Events to IntelMQ's collector for TCP, which confirms each of them.",
    entry: INTELMQ_OPTIONS,
    required: [],
    carries: ['events'],
    takes: 'changes',
    guarantee: 'append only',
    fields: ['original'],
    batchRows: 1_000,
    open: async (entry, context) => (await import('./open.js')).openIntelmqOutput(entry, context),
  },
);
