// Declares the formats of IntelMQ: events of its data format 3.5, and of earlier versions.
import type { RecordFormat } from '../record-format.js';

const declared = (name: string, version: '3.5' | '3.4', description: string): RecordFormat => ({
  ...{ name, description, extension: '.jsonl' },
  open: async (request) => (await import('./open.js')).openIntelmq(name, version, request),
});

export const INTELMQ_FORMAT = declared('intelmq', '3.5', 'events of IntelMQ 3.5 and later');

/** Earlier versions know neither `severity` nor `product.*`. */
export const INTELMQ_FORMAT_3_4 = declared('intelmq-3.4', '3.4', 'events of IntelMQ up to 3.4');
