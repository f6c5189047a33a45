// The routes of the TAXII server, for keys of the API.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SundialError } from '../../domain/errors.js';
import { askWith } from '../../store/index.js';
import type { ReportsApiOptions } from '../reports-api/api-options.js';
import {
  type Authenticated,
  authenticateBasicOrToken,
  requirePermission,
} from '../reports-api/authenticate.js';
import { limitsOf } from '../reports-api/key-limits.js';
import { signalOf } from '../signal.js';
import type { TaxiiAnswer } from './answers.js';
import { ENDPOINTS, type Endpoint } from './endpoints.js';
import { requireAccepted, TAXII_TYPE } from './media-type.js';

/** The name by which keys permit all endpoints, as they do methods. */
export const TAXII_METHOD = 'taxii2/read';

/** RFC 9110, 11.6.1: a refusal names the schemes. */
const SCHEMES = 'Basic realm="Sundial", charset="UTF-8", Bearer realm="Sundial"';

/** Methods that no endpoint has, except that objects are added and deleted where collections may be written. */
const OTHERS = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

export function addTaxii(app: FastifyInstance, options: ReportsApiOptions): void {
  const onRequest = async ({ ip }: FastifyRequest) => options.failedCalls.requireFew(ip);
  for (const endpoint of ENDPOINTS) {
    const { url, writes } = endpoint;
    app.route({
      ...{ method: 'GET', url, exposeHeadRoute: false, onRequest },
      handler: async (request, reply) => answerWith(endpoint, options, request, reply),
    });
    app.route({
      ...{ method: 'GET', url: url.slice(0, -1), exposeHeadRoute: false, onRequest },
      handler: async (request, reply) => reply.redirect(withSlash(request.url), 308),
    });
    app.route({
      ...{ method: [...OTHERS], url, onRequest },
      handler: async (request, reply) => {
        if (request.method === writes) {
          identified(endpoint, options, request, reply);
          throw new SundialError('taxii-read-only');
        }
        void reply.header('allow', 'GET');
        throw new SundialError('method-refused', { methods: 'GET' });
      },
    });
  }
}

/** The address as TAXII writes it, with a slash at the end of its path: people leave it out in the settings of clients. */
function withSlash(url: string): string {
  const [path = '', ...query] = url.split('?');
  return [`${path}/`, ...query].join('?');
}

/** Who asks; a refusal names the schemes. @throws as `authenticateBasicOrToken` */
function identified(
  { name }: Endpoint,
  { keys, failedCalls, accessLog }: ReportsApiOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Authenticated {
  const note = accessLog.note(request);
  note.method = name;
  void reply.header('www-authenticate', SCHEMES);
  const who = failedCalls.counting(request.ip, () => authenticateBasicOrToken(keys, request, note));
  void reply.removeHeader('www-authenticate');
  return who;
}

async function answerWith(
  endpoint: Endpoint,
  options: ReportsApiOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { limiter, uses, callers, accessLog, work } = options;
  const note = accessLog.note(request);
  const who = identified(endpoint, options, request, reply);
  const { key } = who;
  const params = request.params as Readonly<Record<string, string>>;
  note.parameters = { ...params, ...(request.query as object) };
  const limits = limitsOf(key, options);
  const ended = await limiter.admit(key.id, limits);
  return work.during(reply, ended, async () => {
    const requestsToday = uses.used(key.id);
    requirePermission(key, TAXII_METHOD);
    requireAccepted(request.headers.accept);
    const open = callers();
    const signal = signalOf(reply, limits.seconds);
    const answer = await askWith({ client: key.id, signal }, async () =>
      endpoint.answer({
        ...open.taxiiContext(),
        ...{ caller: await open.callerOf(who, requestsToday, signal), params, query: request.query },
      }),
    );
    const { rows } = answer;
    note.rows = () => rows;
    return send(reply, answer);
  });
}

/** Bytes, because a text would get a character set added to its media type. */
const send = (reply: FastifyReply, { headers = {}, text }: TaxiiAnswer): FastifyReply =>
  reply.headers({ ...headers, 'content-type': TAXII_TYPE }).send(Buffer.from(text));
