// The entry of an output to a broker that speaks AMQP.
import type { OutputEntry } from '../../domain/output-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import type { AMQP_OPTIONS } from './declaration.js';

export type AmqpEntry = OutputEntry<EntryValues<typeof AMQP_OPTIONS>>;
