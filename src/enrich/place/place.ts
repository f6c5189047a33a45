// The place of a table: a file or an address, read as a stream of unpacked bytes and only if it changed.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Secret } from '../../domain/secret.js';
import { systemProblem } from '../../domain/system-problem.js';
import type { TableFacts, TableRequest } from '../enricher.js';
import type { EnricherContext } from '../enricher-context.js';
import { fetchTable } from './fetch.js';
import { isAddress, type RawTable, shownOrigin } from './origin.js';
import { unpacked } from './unpack.js';

/** The options of an entry that name a place. */
export interface PlaceValues {
  readonly from: string;
  readonly token: Secret;
}

/** The bytes of a table. */
export interface PlaceReading {
  readonly origin: string;
  /** The unpacked content. @throws SundialError `enricher-table`, `enricher-too-large` and those of the connection */
  readonly bytes: AsyncIterable<Buffer>;
  /** Known when all bytes have been read. */
  readonly facts: () => Pick<TableFacts, 'content' | 'memory'>;
}

/**
 * Begins to read a table.
 *
 * @throws SundialError `path-missing`, `file-unreadable`, `enricher-auth`, `enricher-unreachable`
 */
export async function readPlace(
  { from, token }: PlaceValues,
  request: TableRequest,
  context: EnricherContext,
): Promise<PlaceReading | 'unchanged'> {
  const origin = shownOrigin(from);
  const { kind } = context;
  // What another place said about its table, or what another kind read there, says nothing about this one.
  const memory = request.memory.place === origin && request.memory.kind === kind ? request.memory : {};
  const raw = isAddress(from)
    ? await fetchTable({ from, token, ...request, memory }, context)
    : await openFile(from, memory);
  if (raw === 'unchanged') return raw;
  // So that events are enriched again if another kind reads the same content.
  const hash = createHash('sha256').update(`${kind}\n`);
  let content = '';
  async function* hashed(): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of unpacked((raw as RawTable).bytes, origin)) {
      bytes += chunk.length;
      if (bytes > LIMITS.enrichmentBytes)
        throw new SundialError('enricher-too-large', {
          file: origin,
          limit: `${LIMITS.enrichmentBytes} bytes`,
        });
      hash.update(chunk);
      yield chunk;
    }
    content = hash.digest('hex');
  }
  const remembered = { ...raw.memory, place: origin, kind };
  return { origin, bytes: hashed(), facts: () => ({ content, memory: remembered }) };
}

async function openFile(from: string, memory: TableRequest['memory']): Promise<RawTable | 'unchanged'> {
  if (!path.isAbsolute(from))
    throw new SundialError('usage', { problem: `"${from}" is not an absolute path, and no http(s) address` });
  try {
    const { size, mtimeMs, ino } = await stat(from);
    const state = `${size} ${mtimeMs} ${ino}`;
    if (memory.file === state) return 'unchanged';
    return { bytes: readable(from), memory: { file: state } };
  } catch (thrown) {
    throw fileError(from, thrown);
  }
}

async function* readable(file: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) yield chunk as Buffer;
  } catch (thrown) {
    throw fileError(file, thrown);
  }
}

function fileError(file: string, thrown: unknown): SundialError {
  if ((thrown as NodeJS.ErrnoException).code === 'ENOENT')
    return new SundialError('path-missing', { file }, { cause: thrown });
  return new SundialError(
    'file-unreadable',
    { file, problem: systemProblem(thrown as Error) },
    { cause: thrown },
  );
}
