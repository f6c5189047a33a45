// Turns the contract's requests into routes: checks who asks and what is sent, before the handler of the request runs.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { SundialError } from '../../domain/errors.js';
import { includesRole, type Role } from '../../domain/role.js';
import { askWith } from '../../store/index.js';
import { sendParts } from '../parts.js';
import { signalOf } from '../signal.js';
import type { Work } from '../work.js';
import {
  type AnswerOf,
  API_ROOT,
  type BodyOf,
  ENDPOINTS,
  type Endpoint,
  type EndpointName,
  type Endpoints,
  JSON_LINES,
  type QueryOf,
} from './contract.js';
import type { KeptAnswers } from './kept-answers.js';
import type { SignIn, Who } from './sign-in.js';

/** A request that may be answered. */
export interface Call<Name extends EndpointName> {
  readonly query: QueryOf<Name>;
  readonly body: BodyOf<Name>;
  /** The varying parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  /** Undefined only for requests that everybody may make. */
  readonly who: Who | undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export type Handlers = {
  readonly [Name in EndpointName]: (
    call: Call<Name>,
  ) => Endpoints[Name] extends { isInParts: true } ? AsyncGenerator<AnswerOf<Name>> : Promise<AnswerOf<Name>>;
};

export interface EndpointParts {
  readonly handlers: Handlers;
  readonly signIn: SignIn;
  /** Knows which answers are being made. */
  readonly work: Work;
  readonly kept: KeptAnswers;
}

/** Adds a route for each request of the contract. */
export function addEndpoints(app: FastifyInstance, { handlers, signIn, work, kept }: EndpointParts): void {
  const whoMay = ({ needs }: Endpoint, request: FastifyRequest): Who | undefined => {
    const who = signIn.whoOf(request);
    if (needs !== 'anyone') requireRole(who, needs);
    return who;
  };
  const answer = async (
    name: EndpointName,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> => {
    const endpoint: Endpoint = ENDPOINTS[name];
    // Again, because the session may have ended while the body arrived.
    const who = whoMay(endpoint, request);
    const call = {
      query: queryOf(endpoint, request.query),
      body: bodyOf(endpoint, request.body),
      params: request.params as Readonly<Record<string, string>>,
      ...{ who, request, reply },
    };
    if (endpoint.isKept && kept.isKnown(request, reply)) return reply.code(304).send();
    // A page that nobody looks at any more stops its questions, and people take turns.
    const asking = { ...(who && { client: who.name }), signal: signalOf(reply) };
    const handle = handlers[name] as (call: unknown) => unknown;
    if (!endpoint.isInParts) return askWith(asking, async () => handle(call));
    void reply.type(JSON_LINES);
    return sendParts(reply, lines(handle(call) as AsyncGenerator<unknown>), asking, work);
  };
  for (const name of Object.keys(ENDPOINTS) as EndpointName[]) {
    const endpoint: Endpoint = ENDPOINTS[name];
    app.route({
      method: endpoint.method,
      url: `${API_ROOT}${endpoint.path}`,
      // Before the body is read.
      onRequest: async (request) => void whoMay(endpoint, request),
      handler: (request, reply) =>
        work.during(
          reply,
          () => {},
          () => answer(name, request, reply),
        ),
    });
  }
}

async function* lines(parts: AsyncGenerator<unknown>): AsyncGenerator<Uint8Array, void> {
  for await (const part of parts) yield Buffer.from(`${JSON.stringify(part)}\n`);
}

/** @throws SundialError `sign-in-needed`, `role-needed` */
function requireRole(who: Who | undefined, needed: Role): void {
  if (!who) throw new SundialError('sign-in-needed');
  if (!includesRole(who.role, needed)) throw new SundialError('role-needed', { role: needed });
}

function bodyOf({ body }: Endpoint, given: unknown): unknown {
  return body && parsed(body, given, 'the body');
}

function queryOf({ query }: Endpoint, given: unknown): unknown {
  return query && parsed(query, given, 'the parameters');
}

/** @throws SundialError `request-refused` that names the first field with a fault */
function parsed(schema: z.ZodType, given: unknown, whole: string): unknown {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0]!;
  const field = path.map(String).join('.') || whole;
  throw new SundialError('request-refused', { problem: `${field}: ${message}` });
}
