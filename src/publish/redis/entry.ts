// The entry of an output to Redis.
import type { OutputEntry } from '../../domain/output-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import type { REDIS_OPTIONS } from './declaration.js';

export type RedisEntry = OutputEntry<EntryValues<typeof REDIS_OPTIONS>>;
