// The variables of the existing OpenCTI connector and its client library that set no option of Sundial, each with the reason.
// The list is that of the client (pycti 6.8 and later, connector/opencti_connector_helper.py).

interface Unused {
  readonly reason: string;
  /** The value, in lower case, with which the client does what Sundial does anyway; nothing is said about it. */
  readonly same?: string;
}

const USER = { reason: 'Sundial creates no user; it works as the user of opencti_token' };
const LISTEN = { reason: 'a platform sends no jobs to a connector that imports' };
const STREAM = { reason: 'Sundial reads no stream of the platform' };
const METRICS = { reason: 'metrics are at /metrics of the service, see http_port' };
const DIRECTORY = { reason: 'sundial export --stix writes files' };
const BROKER = { reason: 'the platform gives it to Sundial with the registration' };
const BROKER_TLS = { reason: 'certificates of the broker are always checked, see opencti_amqp_ca_file' };
const ENRICHMENT = { reason: 'only connectors that enrich or read files have it', same: 'false' };

/** By the name of the variable; a key of `config.yml` is found by the variable that means the same. */
const UNUSED: Readonly<Record<string, Unused>> = {
  OPENCTI_CUSTOM_HEADERS: { reason: 'Sundial sends no headers of its own' },
  OPENCTI_SSL_VERIFY: {
    reason: 'certificates are always checked; NODE_EXTRA_CA_CERTS names further authorities to trust',
    same: 'true',
  },
  OPENCTI_JSON_LOGGING: { reason: 'see log_format', same: 'true' },
  CONNECTOR_TYPE: { reason: 'Sundial is a connector of the type EXTERNAL_IMPORT', same: 'external_import' },
  CONNECTOR_CONFIDENCE_LEVEL: { reason: "the platform's user has the level of confidence" },
  CONNECTOR_UPDATE_EXISTING_DATA: { reason: 'objects that are there are always updated', same: 'true' },
  CONNECTOR_AUTO_CREATE_SERVICE_ACCOUNT: { ...USER, same: 'false' },
  CONNECTOR_AUTO_CREATE_SERVICE_ACCOUNT_CONFIDENCE_LEVEL: USER,
  CONNECTOR_AUTO: ENRICHMENT,
  CONNECTOR_AUTO_UPDATE: ENRICHMENT,
  CONNECTOR_ONLY_CONTEXTUAL: ENRICHMENT,
  CONNECTOR_ENRICHMENT_RESOLUTION: { ...ENRICHMENT, same: 'none' },
  CONNECTOR_VALIDATE_BEFORE_IMPORT: { reason: 'objects are imported without a review', same: 'false' },
  CONNECTOR_RUN_AND_TERMINATE: {
    reason: 'sundial serve repeats runs; sundial fetch and sundial publish run once',
    same: 'false',
  },
  CONNECTOR_SEND_TO_QUEUE: { reason: 'reports are always sent', same: 'true' },
  CONNECTOR_SEND_TO_DIRECTORY: { ...DIRECTORY, same: 'false' },
  CONNECTOR_SEND_TO_DIRECTORY_PATH: DIRECTORY,
  CONNECTOR_SEND_TO_DIRECTORY_RETENTION: DIRECTORY,
  CONNECTOR_EXPOSE_METRICS: { ...METRICS, same: 'false' },
  CONNECTOR_METRICS_NAMESPACE: METRICS,
  CONNECTOR_METRICS_SUBSYSTEM: METRICS,
  CONNECTOR_METRICS_PORT: METRICS,
  CONNECTOR_LISTEN_PROTOCOL: LISTEN,
  CONNECTOR_LISTEN_PROTOCOL_API_PORT: LISTEN,
  CONNECTOR_LISTEN_PROTOCOL_API_PATH: LISTEN,
  CONNECTOR_LISTEN_PROTOCOL_API_SSL: LISTEN,
  CONNECTOR_LISTEN_PROTOCOL_API_URI: LISTEN,
  LISTEN_PROTOCOL_API_SSL_KEY: LISTEN,
  LISTEN_PROTOCOL_API_SSL_CERT: LISTEN,
  LISTEN_PROTOCOL_API_SSL_PASSPHRASE: LISTEN,
  CONNECTOR_LIVE_STREAM_ID: STREAM,
  CONNECTOR_LIVE_STREAM_LISTEN_DELETE: STREAM,
  CONNECTOR_LIVE_STREAM_NO_DEPENDENCIES: STREAM,
  CONNECTOR_LIVE_STREAM_WITH_INFERENCES: STREAM,
  CONNECTOR_LIVE_STREAM_RECOVER_ISO_DATE: STREAM,
  CONNECTOR_LIVE_STREAM_START_TIMESTAMP: STREAM,
  QUEUE_PROTOCOL: { reason: 'CONNECTOR_QUEUE_PROTOCOL or opencti_push_by takes its place' },
  MQ_VHOST: BROKER,
  MQ_USER: BROKER,
  MQ_PASS: BROKER,
  MQ_USE_SSL: BROKER,
  MQ_USE_SSL_CA: BROKER_TLS,
  MQ_USE_SSL_CERT: { reason: 'Sundial has no certificate of its own for the broker' },
  MQ_USE_SSL_KEY: { reason: 'Sundial has no certificate of its own for the broker' },
  MQ_USE_SSL_PASSPHRASE: { reason: 'Sundial has no certificate of its own for the broker' },
  MQ_USE_SSL_REJECT_UNAUTHORIZED: { ...BROKER_TLS, same: 'true' },
};

/** The names of these variables. */
export const unusedVariables = (): string[] => Object.keys(UNUSED);

/** Why a variable with this value is not used; undefined for others, '' if it asks for what Sundial does anyway. */
export function whyUnused(variable: string, value: string): string | undefined {
  const found = UNUSED[variable];
  if (!found) return undefined;
  return value.trim().toLowerCase() === found.same ? '' : found.reason;
}
