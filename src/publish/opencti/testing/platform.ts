// A double of OpenCTI for connectors: registration, signs of life with a reset, works, a queue and its worker. It refuses
// wrong clients: other paths and methods, missing tokens, requests that do not fit the schema, unknown connectors and works.
//
// Sources: errors in answers with status 200 and their codes: opencti-graphql config/errors.js. Registration, signs of life
// and reset: domain/connector.ts (registerConnector, pingConnector with connector_state_reset). Works: domain/work.js.
// Bundles: domain/stix.js (sendStixBundle). Size of a request: app:max_payload_body_size, 50 MB.
import { GraphQLError, graphql, parse, validate } from 'graphql';
import { type Answer, type Asked, json, startDouble } from '../../../net/testing/http-double.js';
import { Knowledge, type Queued, type StixObject, type Work } from './knowledge.js';
import { SCHEMA } from './schema.js';

export const TOKEN = '0b7d1e52-5d0e-4a53-9c1f-7c3c8e1d2a34';

/** The broker that the platform names in registrations. */
export interface NamedBroker {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly pass: string;
}

export interface OpenctiDouble {
  readonly url: string;
  readonly port: number;
  readonly asked: readonly Asked[];
  readonly works: ReadonlyMap<string, Work>;
  readonly knowledge: Knowledge;
  /** The state of the connector; undefined if it is not registered. */
  state(id: string): string | null | undefined;
  /** The number of signs of life, and the last one. */
  readonly pings: readonly Readonly<Record<string, unknown>>[];
  /** What a person does on the page of the connector. */
  reset(id: string): void;
  remove(id: string): void;
  /** Bytes in the queue besides those of bundles. */
  queueBytes: number;
  /** Whether a worker imports bundles at once; otherwise they stay in the queue. */
  isWorking: boolean;
  readonly queue: Queued[];
  /** Fails requests, by the name of their first field; undefined = none. */
  fail: (operation: string) => Answer | undefined;
  stop(): Promise<void>;
}

interface Registered {
  readonly id: string;
  readonly name: string;
  state: string | null;
  isReset: boolean;
}

const MAX_BODY = 50 * 1024 * 1024;

/** An error of the platform, in an answer with status 200. */
export const failed = (name: string, message: string, status = 500): Answer =>
  json({
    data: null,
    errors: [{ message, name, extensions: { code: name, data: { http_status: status } } }],
  });

export async function startPlatform(
  broker: NamedBroker = {
    host: 'rabbitmq.example.com',
    port: 5672,
    user: 'opencti',
    pass: 'hare-and-hounds',
  },
): Promise<OpenctiDouble> {
  const connectors = new Map<string, Registered>();
  const works = new Map<string, Work>();
  const knowledge = new Knowledge();
  const pings: Record<string, unknown>[] = [];
  const queue: Queued[] = [];
  const known = (id: string): Registered => {
    const found = connectors.get(id);
    if (!found)
      throw new GraphQLError('No connector found with the specified ID', {
        extensions: { code: 'FUNCTIONAL_ERROR' },
      });
    return found;
  };
  const workOf = (id: string): Work => {
    const found = works.get(id);
    if (!found)
      throw new GraphQLError('Work no longer exists', { extensions: { code: 'ALREADY_DELETED_ERROR' } });
    return found;
  };
  const shown = (connector: Registered) => ({
    ...{ id: connector.id, name: connector.name, active: true, connector_state: connector.state },
    connector_user_id: '7a2f8b1c-0f4e-4a44-9a55-3c1a4f9f0f11',
    connector_queue_details: () => ({
      messages_number: queue.length,
      messages_size: double.queueBytes + queue.reduce((sum, { bundle }) => sum + bundle.length, 0),
    }),
    config: {
      connection: { ...broker, vhost: '/', use_ssl: false },
      ...{
        listen: `listen_${connector.id}`,
        listen_routing: 'x',
        listen_exchange: 'amqp.connector.exchange',
      },
      ...{ push: `push_${connector.id}`, push_routing: `push_routing_${connector.id}` },
      push_exchange: 'amqp.worker.exchange',
    },
  });
  const root = {
    me: { id: 'user', name: '[C] Shadowserver', user_email: 'connector@example.com' },
    about: { version: '6.8.10' },
    connector: ({ id }: { id: string }) => (connectors.has(id) ? shown(known(id)) : null),
    work: ({ id }: { id: string }) => shownWork(workOf(id)),
    registerConnector({ input }: { input: { id: string; name: string } }) {
      const before = connectors.get(input.id);
      const connector = { ...{ state: null, isReset: false }, ...before, id: input.id, name: input.name };
      connectors.set(input.id, connector);
      return shown(connector);
    },
    pingConnector({
      id,
      state,
      connectorInfo,
    }: Readonly<Record<'id' | 'state', string>> & { connectorInfo: object }) {
      const connector = known(id);
      pings.push({ id, state, ...connectorInfo });
      // A reset holds until the connector has heard of it.
      if (connector.isReset) connector.isReset = false;
      else connector.state = state;
      return shown(connector);
    },
    workAdd({ connectorId, friendlyName }: Readonly<Record<'connectorId' | 'friendlyName', string>>) {
      const id = `work_${known(connectorId).id}_${works.size + 1}`;
      const work: Work = {
        ...{ id, name: friendlyName, status: 'wait', inError: false, expected: 0, processed: 0 },
        ...{ messages: [], errors: [] },
      };
      works.set(id, work);
      return shownWork(work);
    },
    workEdit({ id }: { id: string }) {
      const work = workOf(id);
      return {
        addExpectations: ({ expectations }: { expectations: number }) => {
          work.expected += expectations;
          return id;
        },
        toReceived: ({ message }: { message: string }) => {
          work.status = 'progress';
          work.messages.push(message);
          return id;
        },
        toProcessed: ({ message, inError = false }: { message: string; inError?: boolean }) => {
          work.status = 'complete';
          work.inError = inError;
          work.messages.push(message);
          return id;
        },
        reportExpectation: ({ error }: { error: { error: string; source: string } }) => {
          work.processed++;
          work.errors.push(error);
          return id;
        },
      };
    },
    stixBundlePush({
      connectorId,
      bundle,
      work_id,
    }: Readonly<Record<'connectorId' | 'bundle' | 'work_id', string>>) {
      known(connectorId);
      const read = bundleOf(bundle);
      if (!read) throw new GraphQLError('Invalid bundle', { extensions: { code: 'UNSUPPORTED_ERROR' } });
      take({ bundle, workId: work_id, isSplit: read.length === 1 });
      return true;
    },
  };
  const take = (queued: Queued) => {
    if (double.isWorking) knowledge.import(queued, workOf(queued.workId));
    else queue.push(queued);
  };
  const server = await startDouble(async (asked) => {
    const refused = refusalOf(asked);
    if (refused) return refused;
    const { query, variables } = JSON.parse(asked.body) as {
      query: string;
      variables: Record<string, unknown>;
    };
    const document = parse(query);
    const errors = validate(SCHEMA, document);
    if (errors.length > 0) return failed('GRAPHQL_VALIDATION_FAILED', errors[0]!.message, 400);
    const failure = double.fail(operationIn(query));
    if (failure) return failure;
    if (asked.headers.authorization !== `Bearer ${TOKEN}`)
      return failed('AUTH_REQUIRED', 'You must be logged in to do this.', 401);
    const result = await graphql({
      schema: SCHEMA,
      source: query,
      rootValue: root,
      variableValues: variables,
    });
    return json(result);
  });
  const double: OpenctiDouble = {
    ...{ url: server.url, port: Number(new URL(server.url).port), asked: server.asked },
    ...{ works, knowledge, pings, queue, queueBytes: 0, isWorking: true },
    state: (id) => connectors.get(id)?.state,
    reset: (id) => Object.assign(known(id), { state: '', isReset: true }),
    remove: (id) => connectors.delete(id),
    fail: () => undefined,
    stop: server.stop,
  };
  return double;
}

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

function shownWork({ id, name, status, errors, expected, processed }: Work) {
  return {
    ...{ id, name, status, errors: errors.map(({ error, source }) => ({ message: error, source })) },
    tracking: { import_expected_number: expected, import_processed_number: processed },
  };
}

function bundleOf(text: string): readonly StixObject[] | undefined {
  try {
    const { type, objects } = JSON.parse(text) as { type: string; objects: StixObject[] };
    return type === 'bundle' && objects.length > 0 ? objects : undefined;
  } catch {
    return undefined;
  }
}
