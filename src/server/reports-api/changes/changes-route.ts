// The route of changes: `GET /v1/events`.
import type { FastifyInstance } from 'fastify';
import { askWith } from '../../../store/index.js';
import { signalOf } from '../../signal.js';
import type { ReportsApiOptions } from '../api-options.js';
import { authenticateBasic, requirePermission } from '../authenticate.js';
import { limitsOf } from '../key-limits.js';
import { answerChanges } from './answer.js';
import { readChangesQuery } from './request.js';

/** The name by which keys permit the route, as they do methods. */
export const CHANGES_METHOD = 'v1/events';

export function addChanges(app: FastifyInstance, options: ReportsApiOptions): void {
  const { keys, limiter, failedCalls, uses, callers, accessLog, work } = options;
  app.route({
    method: 'GET',
    url: `/${CHANGES_METHOD}`,
    // The headers of an answer are made with its rows.
    exposeHeadRoute: false,
    onRequest: async ({ ip }) => failedCalls.requireFew(ip),
    handler: async (request, reply) => {
      const note = accessLog.note(request);
      note.method = CHANGES_METHOD;
      // RFC 9110, 11.6.1: a refusal names the scheme.
      void reply.header('www-authenticate', 'Basic realm="Sundial", charset="UTF-8"');
      const who = failedCalls.counting(request.ip, () => authenticateBasic(keys, request, note));
      const { key } = who;
      void reply.removeHeader('www-authenticate');
      note.parameters = { ...(request.query as object) };
      const limits = limitsOf(key, options);
      const ended = await limiter.admit(key.id, limits);
      return work.during(reply, ended, async () => {
        const requestsToday = uses.used(key.id);
        requirePermission(key, CHANGES_METHOD);
        const query = readChangesQuery(request.query);
        const open = callers();
        const signal = signalOf(reply, limits.seconds);
        const answer = await askWith({ client: key.id, signal }, async () =>
          answerChanges(query, await open.callerOf(who, requestsToday, signal), open.changesContext()),
        );
        note.rows = () => answer.rows;
        return reply.headers(answer.headers).send(answer.body);
      });
    },
  });
}
