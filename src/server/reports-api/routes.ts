// The routes of the Reports API: `POST /api2/<method>`, signed as by the publisher's clients.
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessKey, KeyRing } from '../../access/index.js';
import { SundialError } from '../../domain/errors.js';
import type { ReportsApiOptions } from './api-options.js';
import { type RequestBody, readBody } from './body.js';
import { checkedBody } from './checked-body.js';
import { addDownloads } from './download-routes.js';
import { helpOf } from './help.js';
import type { Answer, Method } from './method.js';
import { signalOf } from './signal.js';

/** The error of each state of a key in which it gives no access. */
const REFUSALS = {
  refused: 'call-refused',
  expired: 'call-expired',
  revoked: 'call-revoked',
} as const;

/** Adds the routes. */
export function addReportsApi(app: FastifyInstance, options: ReportsApiOptions): void {
  const methods = new Map(options.methods.map((method) => [method.name, method]));
  // The signature covers the bytes, whatever they are called: many clients send no type or a wrong one.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/api2/*', async (request, reply) => {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const body = readBody(bytes);
    const key = authenticate(request, body, bytes, options.keys);
    const method = methods.get((request.params as { '*': string })['*']);
    if (!method) throw new SundialError('call-unknown');
    const answer = await answerOf(method, body, key, options, signalOf(reply));
    return send(reply, answer);
  });
  addDownloads(app, options);
}

/** @throws SundialError `call-refused`, `call-expired`, `call-revoked` */
function authenticate(
  { headers }: FastifyRequest,
  { apikey }: RequestBody,
  bytes: Buffer,
  keys: KeyRing,
): AccessKey {
  const signature = headers.hmac2;
  const checked = keys.check(
    typeof apikey === 'string' ? apikey : '',
    typeof signature === 'string' ? signature : '',
    bytes,
  );
  if (checked.state === 'usable') return checked.key;
  throw new SundialError(REFUSALS[checked.state]);
}

async function answerOf(
  method: Method,
  body: RequestBody,
  key: AccessKey,
  { callers }: ReportsApiOptions,
  signal: AbortSignal,
): Promise<Answer> {
  if (key.methods.length > 0 && !key.methods.includes(method.name))
    throw new SundialError('call-forbidden', { method: method.name });
  if (body.help === true) return { value: helpOf(method) };
  const checked = checkedBody(method, body);
  const open = callers();
  if (!open) throw new SundialError('call-unavailable');
  const about = { id: key.id, apikey: key.apikey, label: key.label, requestsToday: 0 };
  return method.answer(checked, await open.callerOf(key, about, signal));
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  void reply.type('application/json; charset=utf-8');
  if ('value' in answer) return reply.send(JSON.stringify(answer.value));
  return reply.send(Readable.from(answer.parts, { objectMode: false }));
}
