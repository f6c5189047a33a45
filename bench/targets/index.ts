// Lists the targets of the publish benchmark. A new one is a constant of a file beside this one, and a line here.
import { KAFKA, RABBITMQ, REDIS } from './brokers.js';
import { MONGODB, POSTGRES } from './databases.js';
import { ELASTICSEARCH, OPENSEARCH } from './elasticsearch.js';
import { FILES } from './files.js';
import { INTELMQ } from './intelmq.js';
import { MISP_API, MISP_FEED } from './misp.js';
import { OPENCTI, OPENCTI_AMQP } from './opencti.js';
import { SPLUNK } from './splunk.js';
import { SYSLOG } from './syslog.js';
import type { BenchTarget } from './target.js';
import { WEBHOOK } from './webhook.js';

export const TARGETS: readonly BenchTarget[] = [
  ...FILES,
  POSTGRES,
  MONGODB,
  REDIS,
  RABBITMQ,
  KAFKA,
  WEBHOOK,
  INTELMQ,
  SYSLOG,
  SPLUNK,
  ELASTICSEARCH,
  OPENSEARCH,
  OPENCTI,
  OPENCTI_AMQP,
  MISP_FEED,
  MISP_API,
];
