// The routes of downloads: `GET /dl/<id>`, and `GET /<id>` for clients that know only the publisher's download host.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SundialError } from '../../domain/errors.js';
import type { ReportsApiOptions } from './api-options.js';
import { answerDownload } from './downloads.js';
import { signalOf } from './signal.js';

/** Ids are as long as a hash or longer; other paths at the root are unknown routes. */
const ID = '^[A-Za-z0-9_-]{43,128}$';

export function addDownloads(app: FastifyInstance, { keys, callers }: ReportsApiOptions): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    const open = callers();
    if (!open) throw new SundialError('call-unavailable');
    const { id } = request.params as { id: string };
    const holders = await open.holdersOf(keys.usable().flatMap(({ constituents }) => constituents));
    const asked = { id, isHead: request.method === 'HEAD', headers: request.headers };
    const { status, headers, body } = await answerDownload(
      asked,
      open.downloadContext(holders, signalOf(reply)),
    );
    return reply
      .code(status)
      .headers({ ...headers })
      .send(body);
  };
  app.get(`/dl/:id(${ID})`, answer);
  app.get(`/:id(${ID})`, answer);
}
