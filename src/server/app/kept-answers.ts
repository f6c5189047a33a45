// Recognises answers that a page has already, by what is stored: an unchanged one costs no question to the engine.
import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../domain/clock.js';
import { dateOf } from '../../domain/days.js';

export class KeptAnswers {
  /** The settings and the program are those of this process. */
  private readonly process = randomUUID();

  /**
   * @param written a number that grows when anything stored may have changed; undefined if others may change it
   * @param clock entries of the whitelist end, and what is recent is no longer
   */
  constructor(
    private readonly written: () => number | undefined,
    private readonly clock: Clock,
  ) {}

  /** Names the answer that the request would get, and says whether the page has it. */
  isKnown({ headers }: FastifyRequest, reply: FastifyReply): boolean {
    const written = this.written();
    if (written === undefined) return false;
    const etag = `"${this.process}-${written}-${dateOf(this.clock())}"`;
    void reply.header('etag', etag);
    return headers['if-none-match'] === etag;
  }
}
