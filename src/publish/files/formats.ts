// The formats of files: their extensions, and how rows become bytes.
import type { Duplex } from 'node:stream';
import { RECORD_FORMATS } from '../../mapping/index.js';
import type { FeedField } from '../../query/index.js';
import { AROUND } from './compression.js';
import { csvOf } from './csv.js';
import type { Compression } from './declaration.js';
import type { Lines } from './row.js';

export interface Format {
  readonly extension: string;
  /** The bytes of a file, before {@link Format.around}. */
  bytes(lines: Lines, fields: readonly FeedField[]): AsyncIterable<Buffer>;
  /** The streams that compress and decompress the whole file, if any. */
  readonly around: () => Duplex | undefined;
  readonly back: () => Duplex | undefined;
}

/** A format with its compression. Parquet compresses inside, so that readers can skip parts of a file. */
export function formatOf(name: string, compression: Compression): Format {
  const { extension, stream: around, back } = AROUND[compression];
  if (name === 'csv') return { extension: `.csv${extension}`, bytes: csvOf, around, back };
  if (name !== 'parquet') {
    const own = RECORD_FORMATS.find((format) => format.name === name)?.extension ?? '.jsonl';
    return { extension: `${own}${extension}`, bytes: linesOf, around, back };
  }
  return {
    extension: '.parquet',
    bytes: async function* (lines, fields) {
      const { parquetOf } = await import('./parquet.js');
      yield* parquetOf(lines, fields, compression);
    },
    around: () => undefined,
    back: () => undefined,
  };
}

async function* linesOf(lines: Lines): AsyncGenerator<Buffer> {
  for await (const page of lines) yield Buffer.from(`${page.join('\n')}\n`);
}
