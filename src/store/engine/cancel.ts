// Runs a statement so that aborting a signal stops the engine's work, too.
import { randomUUID } from 'node:crypto';
import { SundialError } from '../../domain/errors.js';
import { asking } from './asking.js';
import type { Engine } from './engine.js';
import type { ByteReader } from './own-tables.js';

const STOP_EVERY_MS = 250;

/**
 * Runs a statement with a unique mark in a comment, by which the engine's query can be found and stopped.
 *
 * @param run gets a comment to put into the statement
 * @throws SundialError `query-cancelled`, and whatever `run` throws
 */
export async function cancellable<T>(
  engine: Pick<Engine, 'stop'>,
  signal: AbortSignal | undefined,
  run: (comment: string) => Promise<T>,
): Promise<T> {
  if (!signal) return run('');
  if (signal.aborted) throw new SundialError('query-cancelled');
  const mark = randomUUID();
  let timer: NodeJS.Timeout | undefined;
  // Repeated, because the statement may still be waiting for a thread and not be in the engine's list of queries yet.
  const stop = () => {
    engine.stop(mark).catch(() => {});
    timer ??= setInterval(stop, STOP_EVERY_MS);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await run(`/* ${mark} */ `);
  } catch (thrown) {
    if (signal.aborted) throw new SundialError('query-cancelled', {}, { cause: thrown });
    throw thrown;
  } finally {
    signal.removeEventListener('abort', stop);
    clearInterval(timer);
  }
}

/** Queries of an engine that stop when the question of which they are part is aborted. */
export function stoppable(engine: ByteReader & Pick<Engine, 'stop'>): ByteReader {
  return {
    rows: (sql, parameters) =>
      cancellable(engine, asking().signal, (comment) => engine.rows(comment + sql, parameters)),
    bytes: (sql, format, parameters) =>
      cancellable(engine, asking().signal, (comment) => engine.bytes(comment + sql, format, parameters)),
  };
}
