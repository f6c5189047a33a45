// The routes of downloads: `GET /dl/<id>`, and `GET /<id>` for clients that know only the publisher's download host.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SundialError } from '../../domain/errors.js';
import { askWith } from '../../store/index.js';
import type { ReportsApiOptions } from './api-options.js';
import { answerDownload } from './downloads/downloads.js';
import { signalOf } from './signal.js';

/** Ids are as long as a hash or longer; other paths at the root are unknown routes. */
const ID = '^[A-Za-z0-9_-]{43,128}$';

export function addDownloads(app: FastifyInstance, options: ReportsApiOptions): void {
  const { keys, callers, limiter, limits, accessLog } = options;
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    const note = accessLog.note(request);
    note.method = 'download';
    // No key identifies the client, so its address does.
    const client = `address ${request.ip}`;
    reply.raw.once('close', limiter.admit(client, limits));
    const open = callers();
    if (!open) throw new SundialError('call-unavailable');
    const signal = signalOf(reply);
    const { id } = request.params as { id: string };
    const asked = { id, isHead: request.method === 'HEAD', headers: request.headers };
    const found = await askWith({ client, signal }, async () => {
      const holders = await open.holdersOf(keys.constituents());
      return answerDownload(asked, open.downloadContext(holders, signal));
    });
    if (found.report !== undefined) note.report = found.report;
    return reply.code(found.status).headers(found.headers).send(found.body);
  };
  for (const url of [`/dl/:id(${ID})`, `/:id(${ID})`])
    app.route({ method: ['GET', 'HEAD'], url, handler: answer });
}
