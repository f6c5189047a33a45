// Declares ECS as a record format.
import type { RecordFormat } from '../record-format.js';

export const ECS_FORMAT: RecordFormat = {
  name: 'ecs',
  description: 'records of the Elastic Common Schema, for Filebeat, Elastic Agent or Logstash',
  extension: '.ndjson',
  open: async (request) => (await import('./open.js')).openEcs(request),
};
