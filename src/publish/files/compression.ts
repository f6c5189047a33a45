// How the files of an output are compressed: from outside, or inside a Parquet file.
import type { Duplex } from 'node:stream';
import { createGzip } from 'node:zlib';
import { NODE_ZSTD, zstdParams } from '../../domain/zstd.js';
import type { Compression } from './declaration.js';

const ZSTD_LEVEL = 3;

/** The extension that a compressed file gets, and the stream that compresses it; none with `auto`. */
export const AROUND: Readonly<
  Record<Compression, { readonly extension: string; stream(): Duplex | undefined }>
> = {
  auto: { extension: '', stream: () => undefined },
  none: { extension: '', stream: () => undefined },
  gzip: { extension: '.gz', stream: () => createGzip() },
  zstd: {
    extension: '.zst',
    stream: () => NODE_ZSTD!.createZstdCompress({ params: zstdParams(NODE_ZSTD!, ZSTD_LEVEL) }),
  },
};

/** The problem with a compression on this Node; undefined = none. */
export function compressionProblem(compression: Compression): string | undefined {
  return compression === 'zstd' && !NODE_ZSTD
    ? `is zstd, which Node ${process.version} cannot write`
    : undefined;
}
