// How the files of an output are compressed: from outside, or inside a Parquet file.
import type { Duplex } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { NODE_ZSTD, zstdParams } from '../../domain/zstd.js';
import type { Compression } from './declaration.js';

const ZSTD_LEVEL = 3;

interface Around {
  /** The extension that a compressed file gets. */
  readonly extension: string;
  /** The streams that compress and decompress a file; undefined if the file is not compressed. */
  readonly stream: () => Duplex | undefined;
  readonly back: () => Duplex | undefined;
}

const PLAIN: Around = { extension: '', stream: () => undefined, back: () => undefined };

/** How files are compressed as a whole. */
export const AROUND: Readonly<Record<Compression, Around>> = {
  auto: PLAIN,
  none: PLAIN,
  gzip: { extension: '.gz', stream: () => createGzip(), back: () => createGunzip() },
  zstd: {
    extension: '.zst',
    stream: () => NODE_ZSTD!.createZstdCompress({ params: zstdParams(NODE_ZSTD!, ZSTD_LEVEL) }),
    back: () => NODE_ZSTD!.createZstdDecompress({}),
  },
};

/** The problem with a compression on this Node; undefined = none. */
export function compressionProblem(compression: Compression): string | undefined {
  return compression === 'zstd' && !NODE_ZSTD
    ? `is zstd, which Node ${process.version} cannot write`
    : undefined;
}
