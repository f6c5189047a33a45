// Turns the contract's requests into routes: checks who asks and what is sent, before the handler of the request runs.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { SundialError } from '../../domain/errors.js';
import { includesRole, type Role } from '../../domain/role.js';
import type { Work } from '../work.js';
import {
  type AnswerOf,
  API_ROOT,
  type BodyOf,
  ENDPOINTS,
  type Endpoint,
  type EndpointName,
  type QueryOf,
} from './contract.js';
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
  readonly [Name in EndpointName]: (call: Call<Name>) => Promise<AnswerOf<Name>>;
};

/** Adds a route for each request of the contract. @param work knows which answers are being made */
export function addEndpoints(app: FastifyInstance, handlers: Handlers, signIn: SignIn, work: Work): void {
  for (const name of Object.keys(ENDPOINTS) as EndpointName[]) {
    const endpoint: Endpoint = ENDPOINTS[name];
    app.route({
      method: endpoint.method,
      url: `${API_ROOT}${endpoint.path}`,
      // Before the body is read.
      onRequest: async (request) => {
        const who = signIn.whoOf(request);
        if (endpoint.needs !== 'anyone') requireRole(who, endpoint.needs);
      },
      handler: (request, reply) =>
        work.during(
          reply,
          () => {},
          async () => {
            const call = {
              query: queryOf(endpoint, request.query),
              body: bodyOf(endpoint, request.body),
              params: request.params as Readonly<Record<string, string>>,
              // Again, because the session may have ended while the body arrived.
              who: signIn.whoOf(request),
              ...{ request, reply },
            };
            const handle = handlers[name] as (call: unknown) => Promise<unknown>;
            return handle(call);
          },
        ),
    });
  }
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
