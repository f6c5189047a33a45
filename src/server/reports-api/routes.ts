// The routes of the Reports API: `POST /api2/<method>`, signed as by the publisher's clients.
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessKey, KeyRing } from '../../access/index.js';
import { SundialError } from '../../domain/errors.js';
import { type RequestBody, readBody } from './body.js';
import type { Callers } from './callers.js';
import { helpOf } from './help.js';
import type { Answer, Method } from './method.js';
import { checkedBody } from './checked-body.js';

export interface ReportsApiOptions {
  readonly methods: readonly Method[];
  readonly keys: KeyRing;
  /** The callers' data; undefined until the store is open. */
  readonly callers: () => Callers | undefined;
}

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
  throw new SundialError(`call-${checked.state}`);
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

/** Ends when the connection does. */
function signalOf({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => controller.abort());
  return controller.signal;
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  void reply.type('application/json; charset=utf-8');
  if ('value' in answer) return reply.send(JSON.stringify(answer.value));
  return reply.send(Readable.from(answer.parts, { objectMode: false }));
}
