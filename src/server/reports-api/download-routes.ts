// The routes of downloads: `GET /dl/<id>`, and `GET /<id>` for clients that know only the publisher's download host.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LIMITS } from '../../domain/limits.js';
import { askWith } from '../../store/index.js';
import { signalOf } from '../signal.js';
import type { ReportsApiOptions } from './api-options.js';
import { answerDownload } from './downloads/downloads.js';

/** Ids are as long as a hash or longer; other paths at the root are unknown routes. */
const ID = '^[A-Za-z0-9_-]{43,128}$';

/** Clients fetch all reports of a day in a row, and do not try again after a refusal. */
const OF_AN_ADDRESS = {
  requestsPerSecond: LIMITS.servedDownloadsPerSecond,
  requestsAtOnce: LIMITS.servedDownloadsAtOnce,
};

export function addDownloads(app: FastifyInstance, options: ReportsApiOptions): void {
  const { keys, callers, limiter, accessLog, work } = options;
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    const note = accessLog.note(request);
    note.method = 'download';
    // No key identifies the client, so its address does.
    const client = `address ${request.ip}`;
    const ended = await limiter.admit(client, OF_AN_ADDRESS);
    return work.during(reply, ended, async () => {
      const open = callers();
      const signal = signalOf(reply);
      const { id } = request.params as { id: string };
      const asked = { id, isHead: request.method === 'HEAD', headers: request.headers };
      const found = await askWith({ client, signal }, async () => {
        const holders = await open.holdersOf(keys.constituents());
        return answerDownload(asked, open.downloadContext(holders, signal));
      });
      if (found.report !== undefined) note.report = found.report;
      note.rows = () => found.rows;
      found.body?.once('close', work.begin());
      return reply.code(found.status).headers(found.headers).send(found.body);
    });
  };
  for (const url of [`/dl/:id(${ID})`, `/:id(${ID})`])
    app.route({ method: ['GET', 'HEAD'], url, handler: answer });
}
