// Unpacks a table that is compressed with gzip, and divides text into lines.
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';

/** The first bytes of every gzip file (RFC 1952, 2.3.1). */
const GZIP = [0x1f, 0x8b];

/** The bytes of a table, unpacked if they are compressed. @throws SundialError `enricher-table` if they are damaged or cut off */
export async function* unpacked(source: AsyncIterable<Buffer>, file: string): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const all = restored(first.value, chunks);
  if (!GZIP.every((byte, index) => first.value[index] === byte)) {
    yield* all;
    return;
  }
  const input = Readable.from(all);
  const gunzip = createGunzip();
  input.on('error', (thrown) => gunzip.destroy(thrown));
  try {
    for await (const chunk of input.pipe(gunzip)) yield chunk as Buffer;
  } catch (thrown) {
    if (!String((thrown as NodeJS.ErrnoException).code).startsWith('Z_')) throw thrown;
    const problems = 'it is compressed with gzip, and damaged or cut off';
    throw new SundialError('enricher-table', { file, problems }, { cause: thrown });
  } finally {
    input.destroy();
  }
}

async function* restored(first: Buffer, others: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield first;
    for (let next = await others.next(); !next.done; next = await others.next()) yield next.value;
  } finally {
    await others.return?.();
  }
}

/** Lines of a table that are read together. */
export interface Lines {
  /** The number of the first of them. */
  readonly from: number;
  readonly lines: readonly string[];
}

/**
 * The lines of a text, as many at once as a part of it has. Published tables end with a line break, so a last line without
 * one may be only the beginning of a line.
 *
 * @throws SundialError `enricher-table` for a line beyond the limit of a record, and for a last line without its end
 */
export async function* linesOf(bytes: AsyncIterable<Buffer>, file: string): AsyncGenerator<Lines> {
  const decoder = new TextDecoder();
  let from = 1;
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > LIMITS.enrichmentLine)
      throw new SundialError('enricher-table', { file, problems: `line ${from + lines.length} is too long` });
    if (lines.length > 0) yield { from, lines };
    from += lines.length;
  }
  const problems = `line ${from}, the last one, does not end with a line break, so the table is cut off. If it is complete, add one`;
  if (rest !== '') throw new SundialError('enricher-table', { file, problems });
}
