// Runs collecting in tests like the loader: one item after another, reading each report to its end.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Collected } from '../../domain/delivery.js';
import type { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Limits } from '../unpack/meter.js';
import { unpackStream } from '../unpack/unpack-stream.js';
import { contentOf } from './content-of.js';

/** The outcome of one collected item. */
export interface Outcome {
  readonly path: string;
  readonly name?: string;
  readonly content?: Buffer;
  readonly sha256?: string;
  readonly error?: SundialError;
}

export async function outcomes(collected: AsyncIterable<Collected>): Promise<Outcome[]> {
  const all: Outcome[] = [];
  for await (const item of collected) all.push(await outcome(item));
  return all;
}

async function outcome(item: Collected): Promise<Outcome> {
  const { path } = item;
  if (item.kind === 'refusal') return { path, error: item.error };
  try {
    const content = await contentOf(item);
    return { path, name: item.name, content, sha256: createHash('sha256').update(content).digest('hex') };
  } catch (error) {
    return { path, name: item.name, error: error as SundialError };
  }
}

/** One line per outcome: the path, and the problem if there is one. */
export function lines(all: readonly Outcome[]): string[] {
  return all.map(({ path, error }) => (error ? `${path}: ${error.code}` : path));
}

export const DELIVERED_AT = new Date('2026-01-16T04:00:00Z');

/** Unpacks bytes as if they came from a pipe, in chunks of uneven size. */
export function unpackBytes(
  bytes: Buffer,
  name: string,
  limits: Partial<Limits> = {},
): AsyncIterable<Collected> {
  const origin = { source: 'test', path: name, name, deliveredAt: DELIVERED_AT };
  return unpackStream(Readable.from(pieces(bytes)), origin, { ...LIMITS, ...limits });
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  let size = 1;
  for (let at = 0; at < bytes.length; at += size, size = (size * 7) % 65_537) {
    yield bytes.subarray(at, at + size);
  }
}
