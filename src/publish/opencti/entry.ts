// The entry of an output to OpenCTI, with the values of its options.
import type { OutputEntry } from '../../domain/output-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import type { OPENCTI_OPTIONS } from './declaration.js';

export type OpenctiEntry = OutputEntry<EntryValues<typeof OPENCTI_OPTIONS>>;
