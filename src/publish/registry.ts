// Lists every kind of output. A new kind is a folder beside this file and a line here.

import { AMQP_KIND } from './amqp/declaration.js';
import type { OutputKind } from './declaration.js';
import { ELASTICSEARCH_KIND } from './elasticsearch/declaration.js';
import { FILES_KIND } from './files/declaration.js';
import { INTELMQ_KIND } from './intelmq/declaration.js';
import { KAFKA_KIND } from './kafka/declaration.js';
import { MISP_KIND } from './misp/declaration.js';
import { MONGODB_KIND } from './mongodb/declaration.js';
import { MQTT_KIND } from './mqtt/declaration.js';
import { OPENCTI_KIND } from './opencti/declaration.js';
import { POSTGRES_KIND } from './postgres/declaration.js';
import { REDIS_KIND } from './redis/declaration.js';
import { SPLUNK_KIND } from './splunk/declaration.js';
import { SYSLOG_KIND } from './syslog/declaration.js';
import { WEBHOOK_KIND } from './webhook/declaration.js';

export { OUTPUT_OPTIONS, PUBLISH_OPTIONS } from './options.js';

/** Every kind of output, in the order of the reference. */
export const OUTPUT_KINDS = [
  AMQP_KIND,
  ELASTICSEARCH_KIND,
  FILES_KIND,
  INTELMQ_KIND,
  KAFKA_KIND,
  MISP_KIND,
  MONGODB_KIND,
  MQTT_KIND,
  OPENCTI_KIND,
  POSTGRES_KIND,
  REDIS_KIND,
  SPLUNK_KIND,
  SYSLOG_KIND,
  WEBHOOK_KIND,
] as const satisfies readonly OutputKind[];
