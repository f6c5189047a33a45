// The requests of a connector to OpenCTI: registration, signs of life, works, and bundles. Their texts are those of the
// reference client (pycti 6.8.10: api/opencti_api_connector.py, opencti_api_work.py, opencti_api_client.py).
import { z } from 'zod';
import { shownWords } from '../../net/index.js';
import type { GraphQl, Operation } from './graphql.js';

/** The registration of a connector, as far as it is used. */
export interface Registration {
  readonly userId: string;
  /** The state that the platform keeps; '' after a reset and before the first run. */
  readonly state: string;
  readonly broker: Broker | undefined;
}

/** Where the connector may put bundles, with credentials of its own. */
export interface Broker {
  readonly host: string;
  readonly port: number;
  readonly vhost: string;
  readonly tls: boolean;
  readonly user: string;
  readonly password: string;
  readonly exchange: string;
  readonly routingKey: string;
}

/** What the platform shows of a running connector. */
export interface ConnectorInfo {
  /** Whether it waits for the queue. */
  readonly buffering: boolean;
  readonly queueBytes: number;
  readonly queueLimitMb: number;
  readonly lastRun: string;
}

const REGISTER = operation(
  'registerConnector',
  `mutation RegisterConnector($input: RegisterConnectorInput) {
    registerConnector(input: $input) {
      id
      connector_state
      connector_user_id
      config {
        connection { host vhost use_ssl port user pass }
        push
        push_routing
        push_exchange
      }
    }
  }`,
);
const PING = operation(
  'pingConnector',
  `mutation PingConnector($id: ID!, $state: String, $connectorInfo: ConnectorInfoInput) {
    pingConnector(id: $id, state: $state, connectorInfo: $connectorInfo) { id connector_state }
  }`,
);
const DETAILS = operation(
  'connector',
  `query GetConnector($id: String!) {
    connector(id: $id) { id active connector_state connector_queue_details { messages_number messages_size } }
  }`,
);
const ME = operation('me', 'query Me { me { name } about { version } }');
const WORK_ADD = operation(
  'workAdd',
  `mutation workAdd($connectorId: String!, $friendlyName: String) {
    workAdd(connectorId: $connectorId, friendlyName: $friendlyName) { id }
  }`,
);
const EXPECT = operation(
  'addExpectations',
  `mutation addExpectations($id: ID!, $expectations: Int) {
    workEdit(id: $id) { addExpectations(expectations: $expectations) }
  }`,
);
const RECEIVED = operation(
  'toReceived',
  `mutation workToReceived($id: ID!, $message: String) { workEdit(id: $id) { toReceived(message: $message) } }`,
);
const PROCESSED = operation(
  'toProcessed',
  `mutation workToProcessed($id: ID!, $message: String, $inError: Boolean) {
    workEdit(id: $id) { toProcessed(message: $message, inError: $inError) }
  }`,
);
const REPORT = operation(
  'reportExpectation',
  `mutation reportExpectation($id: ID!, $error: WorkErrorInput) {
    workEdit(id: $id) { reportExpectation(error: $error) }
  }`,
);
const PUSH = operation(
  'stixBundlePush',
  `mutation StixBundlePush($connectorId: String!, $bundle: String!, $work_id: String) {
    stixBundlePush(connectorId: $connectorId, bundle: $bundle, work_id: $work_id)
  }`,
);

const REGISTERED = z.object({
  registerConnector: z.object({
    connector_state: z.string().nullish(),
    connector_user_id: z.string().nullish(),
    config: z
      .object({
        connection: z
          .object({
            ...{ host: z.string(), port: z.coerce.number(), user: z.string(), pass: z.string() },
            ...{ vhost: z.string().nullish(), use_ssl: z.boolean().nullish() },
          })
          .nullish(),
        ...{ push_routing: z.string().nullish(), push_exchange: z.string().nullish() },
      })
      .nullish(),
  }),
});
const PINGED = z.object({ pingConnector: z.object({ connector_state: z.string().nullish() }) });
const DETAILED = z.object({
  connector: z
    .object({
      connector_state: z.string().nullish(),
      connector_queue_details: z
        .object({ messages_number: z.coerce.number(), messages_size: z.coerce.number() })
        .nullish(),
    })
    .nullish(),
});
const ADDED = z.object({ workAdd: z.object({ id: z.string() }) });
const KNOWN = z.object({
  me: z.object({ name: z.string() }),
  about: z.object({ version: z.string() }).nullish(),
});

/** The answer says no more than that the request was accepted. */
const ANY = z.unknown();

export interface ConnectorIdentity {
  readonly id: string;
  readonly name: string;
  readonly scope: readonly string[];
}

export class Platform {
  constructor(
    private readonly api: GraphQl,
    readonly connector: ConnectorIdentity,
  ) {}

  async register(signal: AbortSignal): Promise<Registration> {
    const { id, name, scope } = this.connector;
    const input = {
      ...{ id, name, type: 'EXTERNAL_IMPORT', scope, auto: false, auto_update: false },
      ...{ only_contextual: false, playbook_compatible: false, enrichment_resolution: 'none' },
    };
    const { registerConnector: found } = await this.api.ask(REGISTER, { input }, REGISTERED, signal);
    return {
      userId: found.connector_user_id ?? '',
      state: found.connector_state ?? '',
      broker: brokerOf(found.config),
    };
  }

  /** Shows that the connector runs. Returns the state that the platform keeps: another one than sent after a reset. */
  async ping(state: string, info: ConnectorInfo, signal: AbortSignal): Promise<string> {
    const connectorInfo = {
      ...{ run_and_terminate: false, buffering: info.buffering, queue_threshold: info.queueLimitMb },
      ...{ queue_messages_size: info.queueBytes / 1_000_000, next_run_datetime: null },
      last_run_datetime: info.lastRun === '' ? null : info.lastRun,
    };
    const sent = { id: this.connector.id, state, connectorInfo };
    const { pingConnector: kept } = await this.api.ask(PING, sent, PINGED, signal);
    return kept.connector_state ?? '';
  }

  /** The bytes that wait in the connector's queue; undefined if the platform does not know the connector. */
  async queueBytes(signal: AbortSignal): Promise<number | undefined> {
    const { connector } = await this.api.ask(DETAILS, { id: this.connector.id }, DETAILED, signal);
    return connector ? (connector.connector_queue_details?.messages_size ?? 0) : undefined;
  }

  /** The name of the token's user, and the version of the platform. */
  async whoAmI(signal: AbortSignal): Promise<{ readonly name: string; readonly version: string }> {
    const { me, about } = await this.api.ask(ME, {}, KNOWN, signal);
    // A person who manages the platform chooses the name.
    return { name: shownWords(me.name, []), version: shownWords(about?.version ?? '', []) };
  }

  /** Begins a work, under which the platform counts what is imported. Returns its id. */
  async addWork(friendlyName: string, signal: AbortSignal): Promise<string> {
    const sent = { connectorId: this.connector.id, friendlyName };
    return (await this.api.ask(WORK_ADD, sent, ADDED, signal)).workAdd.id;
  }

  async expect(id: string, expectations: number, signal: AbortSignal): Promise<void> {
    await this.api.ask(EXPECT, { id, expectations }, ANY, signal);
  }

  async received(id: string, message: string, signal: AbortSignal): Promise<void> {
    await this.api.ask(RECEIVED, { id, message }, ANY, signal);
  }

  async processed(id: string, message: string, inError: boolean, signal: AbortSignal): Promise<void> {
    await this.api.ask(PROCESSED, { id, message, inError }, ANY, signal);
  }

  /** Shows an error at a work. It counts as one of the expected objects. */
  async report(id: string, error: string, source: string, signal: AbortSignal): Promise<void> {
    await this.api.ask(REPORT, { id, error: { error, source } }, ANY, signal);
  }

  /** Puts a bundle into the connector's queue. Returns after the platform has handed it to its broker. */
  async push(bundle: string, workId: string, signal: AbortSignal): Promise<void> {
    await this.api.ask(PUSH, { connectorId: this.connector.id, bundle, work_id: workId }, ANY, signal);
  }
}

type Config = z.infer<typeof REGISTERED>['registerConnector']['config'];

function brokerOf(config: Config): Broker | undefined {
  const { connection, push_exchange: exchange, push_routing: routingKey } = config ?? {};
  if (!connection || !exchange) return undefined;
  return {
    ...{ host: connection.host, port: connection.port, vhost: connection.vhost ?? '/' },
    ...{ tls: connection.use_ssl ?? false, user: connection.user, password: connection.pass },
    ...{ exchange, routingKey: routingKey ?? '' },
  };
}

function operation(name: string, text: string): Operation {
  return { name, text };
}
