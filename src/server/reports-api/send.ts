// Sends answers: values as JSON, and parts as they are made.
import type { FastifyReply } from 'fastify';
import type { Asking } from '../../store/index.js';
import { sendParts } from '../parts.js';
import type { Work } from '../work.js';
import type { Answer } from './method.js';

/** Sends an answer. */
export async function send(
  reply: FastifyReply,
  answer: Answer,
  asking: Partial<Asking>,
  work: Work,
): Promise<FastifyReply> {
  void reply.type('application/json; charset=utf-8');
  if ('value' in answer) return reply.send(JSON.stringify(answer.value));
  return sendParts(reply, answer.parts, asking, work);
}

/** The number of rows of an answer, as far as its form tells. */
export function rowsOf(answer: Answer): () => number | undefined {
  if ('value' in answer) {
    const { value } = answer;
    return () => (Array.isArray(value) ? value.length : undefined);
  }
  return () => answer.rows?.();
}
