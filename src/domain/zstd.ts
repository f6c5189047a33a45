// The zstd of Node, which has it since 22.15; the installed type declarations are those of the oldest supported Node.
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

export interface ZstdOptions {
  readonly params?: Readonly<Record<number, number>>;
  readonly chunkSize?: number;
}

/** The functions for zstd in `node:zlib`. */
export interface Zstd {
  readonly zstdCompressSync: (content: Uint8Array, options: ZstdOptions) => Buffer;
  readonly zstdDecompressSync: (content: Uint8Array, options: zlib.ZlibOptions) => Buffer;
  readonly createZstdCompress: (options: ZstdOptions) => Transform;
  readonly createZstdDecompress: (options: ZstdOptions) => Transform;
  readonly constants: { readonly ZSTD_c_compressionLevel: number; readonly ZSTD_c_checksumFlag: number };
}

/** The zstd of this Node; undefined before 22.15. */
export const NODE_ZSTD: Zstd | undefined =
  'createZstdCompress' in zlib ? (zlib as unknown as Zstd) : undefined;

/** Parameters of compression. With the checksum, `zstd --test` detects damage without the SHA-256. */
export function zstdParams(node: Zstd, level: number): Record<number, number> {
  return { [node.constants.ZSTD_c_compressionLevel]: level, [node.constants.ZSTD_c_checksumFlag]: 1 };
}
