// A double of OpenCTI for connectors: registration, signs of life with a reset, works, a queue and its worker. It refuses
// wrong clients: other paths and methods, missing tokens, requests that do not fit the schema, unknown connectors and works.
// The reference is opencti-platform/opencti-graphql 6.8; beside each behaviour is the file below its `src` that has it.
import { GraphQLError, graphql, parse, validate } from 'graphql';
import type { StixObject } from '../../../mapping/index.js';
import {
  type Answer,
  type Asked,
  type DoubleOptions,
  type HttpDouble,
  json,
  startDouble,
} from '../../../net/testing/http-double.js';
import { Knowledge, type Queued, type Work } from './knowledge.js';
import { SCHEMA } from './schema.js';

export const TOKEN = '0b7d1e52-5d0e-4a53-9c1f-7c3c8e1d2a34';

/** The broker that the platform names in registrations. */
export interface NamedBroker {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly pass: string;
}

/** database/rabbitmq.js: WORKER_EXCHANGE. */
export const EXCHANGE = 'amqp.worker.exchange';
/** The routing key for bundles of a connector (database/rabbitmq.js: pushRouting). */
export const routingOf = (connector: string) => `push_routing_${connector}`;

interface Registered {
  readonly id: string;
  readonly name: string;
  state: string | null;
  isReset: boolean;
}

/** app:max_payload_body_size (../config/default.json). */
const MAX_BODY = 50 * 1024 * 1024;

const BROKER: NamedBroker = {
  ...{ host: 'rabbitmq.example.com', port: 5672, user: 'opencti', pass: 'hare-and-hounds' },
};

/** An error of the platform, in an answer with status 200 (config/errors.js). */
export const failed = (name: string, message: string, status = 500): Answer =>
  json({
    data: null,
    errors: [{ message, name, extensions: { code: name, data: { http_status: status } } }],
  });

const refused = (code: string, message: string) => new GraphQLError(message, { extensions: { code } });

type Texts<Names extends string> = Readonly<Record<Names, string>>;

export class OpenctiDouble {
  readonly works = new Map<string, Work>();
  readonly knowledge = new Knowledge();
  /** The signs of life, in their order. */
  readonly pings: Readonly<Record<string, unknown>>[] = [];
  readonly queue: Queued[] = [];
  /** Bytes in the queue besides those of bundles. */
  queueBytes = 0;
  /** Whether a worker imports bundles at once; otherwise they stay in the queue. */
  isWorking = true;
  /** Fails requests, by the name of their first field, and of works by the name of the change; undefined = none. */
  fail: (operation: string) => Answer | undefined = () => undefined;
  private readonly connectors = new Map<string, Registered>();
  private server!: HttpDouble;

  private constructor(
    public broker: NamedBroker,
    private readonly token: string,
  ) {}

  static async start(
    broker: NamedBroker = BROKER,
    token = TOKEN,
    options: DoubleOptions = {},
  ): Promise<OpenctiDouble> {
    const double = new OpenctiDouble(broker, token);
    double.server = await startDouble((asked) => double.answer(asked), options);
    return double;
  }

  get url(): string {
    return this.server.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** @throws Error if an object that it received does not fit the schemas of STIX */
  async stop(): Promise<void> {
    await this.server.stop();
    for (const { bundle } of this.queue) this.knowledge.received.check(objectsOf(bundle)!);
    this.knowledge.received.requireValid();
  }

  /** The state of a connector; undefined if it is not registered. */
  state(id: string): string | null | undefined {
    return this.connectors.get(id)?.state;
  }

  /** What a person does on the page of the connector (domain/connector.ts: resetStateConnector, which purges the queue). */
  reset(id: string): void {
    Object.assign(this.known(id), { state: '', isReset: true });
    for (const { bundle } of this.queue.splice(0)) this.knowledge.received.check(objectsOf(bundle)!);
  }

  remove(id: string): void {
    this.connectors.delete(id);
  }

  /** Imports a bundle as a worker does. */
  import(queued: Queued): void {
    this.knowledge.import(queued, this.work({ id: queued.workId }));
  }

  private async answer(asked: Asked): Promise<Answer> {
    const refusal = refusalOf(asked);
    if (refusal) return refusal;
    const { query, variables } = JSON.parse(asked.body) as {
      query: string;
      variables: Record<string, unknown>;
    };
    // Apollo Server checks requests before their credentials are (graphql/graphql.js).
    const [error] = validate(SCHEMA, parse(query));
    if (error) return failed('GRAPHQL_VALIDATION_FAILED', error.message, 400);
    const failure = this.fail(operationIn(query));
    if (failure) return failure;
    // config/errors.js: AuthRequired.
    if (asked.headers.authorization !== `Bearer ${this.token}`)
      return failed('AUTH_REQUIRED', 'You must be logged in to do this.', 401);
    return json(
      await graphql({ schema: SCHEMA, source: query, rootValue: this.fields, variableValues: variables }),
    );
  }

  private readonly fields = {
    me: { id: 'user', name: '[C] Shadowserver', user_email: 'connector@example.com' },
    about: { version: '6.8.10' },
    connector: ({ id }: Texts<'id'>) => (this.connectors.has(id) ? this.shown(this.known(id)) : null),
    registerConnector: ({ input }: { readonly input: Texts<'id' | 'name'> }) => this.register(input),
    pingConnector: (sign: Texts<'id' | 'state'> & { readonly connectorInfo: object }) => this.ping(sign),
    workAdd: (work: Texts<'connectorId' | 'friendlyName'>) => this.addWork(work),
    workEdit: ({ id }: Texts<'id'>) => changesOf(this.work({ id })),
    stixBundlePush: (pushed: Texts<'connectorId' | 'bundle' | 'work_id'>) => this.push(pushed),
  };

  /** domain/connector.ts, registerConnector: a connector that is known keeps its state. */
  private register({ id, name }: Texts<'id' | 'name'>) {
    const connector = { ...{ state: null, isReset: false }, ...this.connectors.get(id), id, name };
    this.connectors.set(id, connector);
    return this.shown(connector);
  }

  /** domain/connector.ts, pingConnector and updateConnectorWithConnectorInfo. */
  private ping({ id, state, connectorInfo }: Texts<'id' | 'state'> & { readonly connectorInfo: object }) {
    const connector = this.known(id);
    this.pings.push({ id, state, ...connectorInfo });
    // A reset holds until the connector has heard of it.
    if (connector.isReset) connector.isReset = false;
    else connector.state = state;
    return this.shown(connector);
  }

  /** domain/work.js, createWork. */
  private addWork({ connectorId, friendlyName }: Texts<'connectorId' | 'friendlyName'>) {
    const id = `work_${this.known(connectorId).id}_${this.works.size + 1}`;
    const work: Work = {
      ...{ id, name: friendlyName, status: 'wait', inError: false, expected: 0, processed: 0 },
      ...{ messages: [], errors: [] },
    };
    this.works.set(id, work);
    return work;
  }

  /** domain/stix.js, sendStixBundle. What a worker expects of it, see {@link Knowledge.import}. */
  private push({ connectorId, bundle, work_id: workId }: Texts<'connectorId' | 'bundle' | 'work_id'>): true {
    this.known(connectorId);
    const objects = objectsOf(bundle);
    if (!objects) throw refused('UNSUPPORTED_ERROR', 'Invalid bundle');
    const queued = { bundle, workId, isSplit: objects.length === 1 };
    if (this.isWorking) this.import(queued);
    else this.queue.push(queued);
    return true;
  }

  /** domain/connector.ts, pingConnector: the same message for an unknown connector. */
  private known(id: string): Registered {
    const found = this.connectors.get(id);
    if (!found) throw refused('FUNCTIONAL_ERROR', 'No connector found with the specified ID');
    return found;
  }

  /** config/errors.js, AlreadyDeletedError: a work ends when a person deletes it. */
  private work({ id }: Texts<'id'>): Work {
    const found = this.works.get(id);
    if (!found) throw refused('ALREADY_DELETED_ERROR', 'Work no longer exists');
    return found;
  }

  /** database/repository.ts, completeConnector, with the names of queues of database/rabbitmq.js, connectorConfig. */
  private shown({ id, name, state }: Registered) {
    const waiting = this.queue.reduce((sum, { bundle }) => sum + bundle.length, 0);
    return {
      ...{ id, name, active: true, connector_state: state },
      connector_user_id: '7a2f8b1c-0f4e-4a44-9a55-3c1a4f9f0f11',
      connector_queue_details: {
        messages_number: this.queue.length,
        messages_size: this.queueBytes + waiting,
      },
      config: {
        connection: { ...this.broker, vhost: '/', use_ssl: false },
        ...{ listen: `listen_${id}`, listen_routing: `listen_routing_${id}` },
        ...{ listen_exchange: 'amqp.connector.exchange', push: `push_${id}` },
        ...{ push_routing: routingOf(id), push_exchange: EXCHANGE },
      },
    };
  }
}

/**
 * The changes of a work that a connector may make (domain/work.js: updateExpectationsNumber, updateReceivedTime,
 * updateProcessedTime and reportExpectation).
 */
function changesOf(work: Work) {
  return {
    addExpectations({ expectations }: { readonly expectations: number }) {
      work.expected += expectations;
      return work.id;
    },
    toReceived({ message }: Texts<'message'>) {
      work.status = 'progress';
      work.messages.push(message);
      return work.id;
    },
    toProcessed({ message, inError = false }: Texts<'message'> & { readonly inError?: boolean }) {
      work.status = 'complete';
      work.inError = inError;
      work.messages.push(message);
      return work.id;
    },
    reportExpectation({ error }: { readonly error: Texts<'error' | 'source'> }) {
      work.processed++;
      work.errors.push(error);
      return work.id;
    },
  };
}

/** Express and Apollo Server: one path, POST, JSON, and a limit of the size (graphql/graphql.js, http/httpPlatform.js). */
function refusalOf({ method, url, headers, body }: Asked): Answer | undefined {
  if (url.pathname !== '/graphql') return { status: 404 };
  if (method !== 'POST') return { status: 405 };
  if (!/^application\/json(;|$)/.test(headers['content-type'] ?? '')) return { status: 400 };
  return body.length > MAX_BODY ? { status: 413 } : undefined;
}

/** The first field of a request: what it is about. For works, the change. */
function operationIn(query: string): string {
  const [, field = '', inner = ''] = /\{\s*(\w+)(?:\([^)]*\))?(?:\s*\{\s*(\w+))?/.exec(query) ?? [];
  return field === 'workEdit' ? inner : field;
}

/** The objects of a bundle; undefined if it is none. */
function objectsOf(text: string): readonly StixObject[] | undefined {
  try {
    const { type, objects } = JSON.parse(text) as { type: string; objects: StixObject[] };
    return type === 'bundle' && objects.length > 0 ? objects : undefined;
  } catch {
    return undefined;
  }
}
