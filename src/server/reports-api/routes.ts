// The routes of the API: `POST /api2/<method>`, signed as by the publisher's clients, downloads, changes, and TAXII.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type ErrorCode, SundialError } from '../../domain/errors.js';
import { askWith } from '../../store/index.js';
import { addOpenApi } from '../openapi/openapi-route.js';
import { signalOf } from '../signal.js';
import { addTaxii } from '../taxii/taxii-routes.js';
import type { ReportsApiOptions } from './api-options.js';
import { type Authenticated, authenticate, requirePermission } from './authenticate.js';
import { type RequestBody, readBody } from './body.js';
import { addChanges } from './changes/changes-route.js';
import { checkedBody } from './checked-body.js';
import { addDownloads } from './download-routes.js';
import { helpOf } from './help.js';
import { limitsOf } from './key-limits.js';
import type { Answer, Method } from './method.js';
import { rowsOf, send } from './send.js';

/** Adds the routes. */
export function addReportsApi(app: FastifyInstance, options: ReportsApiOptions): void {
  const methods = new Map(options.methods.map((method) => [method.name, method]));
  // The signature covers the bytes, whatever they are called: many clients send no type or a wrong one.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onError', async (request, _reply, thrown) => {
    options.accessLog.note(request).refusal = codeOf(thrown);
  });
  const onRequest = async ({ ip }: FastifyRequest) => options.failedCalls.requireFew(ip);
  app.post('/api2/*', { onRequest }, async (request, reply) => {
    const note = options.accessLog.note(request);
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const { body, who } = options.failedCalls.counting(request.ip, () => {
      const body = readBody(bytes);
      return { body, who: authenticate(options.keys, request, body, bytes, note) };
    });
    const method = methods.get(nameOf(request));
    if (!method) throw new SundialError('call-unknown');
    note.method = method.name;
    const { apikey: _, ...parameters } = body;
    note.parameters = parameters;
    const limits = limitsOf(who.key, options);
    const ended = await options.limiter.admit(who.key.id, limits);
    return options.work.during(reply, ended, async () => {
      const asking = { client: who.key.id, signal: signalOf(reply, limits.seconds) };
      const answer = await askWith(asking, () => answerOf(method, body, who, options, asking.signal));
      note.rows = rowsOf(answer);
      return send(reply, answer, asking, options.work);
    });
  });
  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: '/api2/*',
    handler: async (_request, reply) => {
      void reply.header('allow', 'POST');
      throw new SundialError('method-refused', { methods: 'POST' });
    },
  });
  addDownloads(app, options);
  addChanges(app, options);
  if (options.isTaxii) addTaxii(app, options);
  addOpenApi(app, options);
}

/** Requests that fastify itself refuses, such as too large a body, have a status below 500. */
function codeOf(thrown: Error & { statusCode?: number | undefined }): ErrorCode {
  if (thrown instanceof SundialError) return thrown.code;
  return (thrown.statusCode ?? 500) < 500 ? 'request-refused' : 'internal';
}

const nameOf = ({ params }: FastifyRequest): string => (params as { '*': string })['*'];

async function answerOf(
  method: Method,
  body: RequestBody,
  who: Authenticated,
  { callers, uses }: ReportsApiOptions,
  signal: AbortSignal,
): Promise<Answer> {
  const requestsToday = uses.used(who.key.id);
  requirePermission(who.key, method.name);
  if (body.help === true) return { value: helpOf(method) };
  const checked = checkedBody(method, body);
  return method.answer(checked, await callers().callerOf(who, requestsToday, signal));
}
