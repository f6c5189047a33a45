// The codecs of originals: how they compress and decompress, and the suffixes of their files.
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { NODE_ZSTD, type Zstd, zstdParams } from '../domain/zstd.js';

/** Bytes per read, large enough that round trips through the thread pool do not matter. */
export const CHUNK_BYTES = 256 * 1024;

/** `quick` costs less than reading the report; `small` takes up to five times as long and an eighth less space. */
export type Strength = 'quick' | 'small';

export interface Codec {
  readonly name: 'zstd' | 'brotli';
  /** The suffix of the file's name. */
  readonly suffix: '.zst' | '.br';
  /** Whether compressing and reading back cost less than writing and reading the bytes uncompressed. */
  readonly isCheap: boolean;
  compress(content: Buffer, strength: Strength): Buffer;
  compressor(strength: Strength, chunkSize: number): Transform;
  decompressor(chunkSize: number): Transform;
  /** @throws Error if the content is damaged or longer than `maxBytes` */
  decompress(content: Buffer, maxBytes: number): Buffer;
}

/** The value of the option `archive_compression`. */
export type Compression = 'auto' | 'brotli' | 'none';

const { constants } = zlib;

/** Quality 0 compresses reports as well as gzip level 1, three times faster. */
const BROTLI_QUALITY = { quick: 0, small: 5 } as const;

function brotliParams(strength: Strength): zlib.BrotliOptions {
  return { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY[strength] } };
}

export const BROTLI: Codec = {
  name: 'brotli',
  suffix: '.br',
  isCheap: false,
  compress: (content, strength) => zlib.brotliCompressSync(content, brotliParams(strength)),
  compressor: (strength, chunkSize) => zlib.createBrotliCompress({ ...brotliParams(strength), chunkSize }),
  decompressor: (chunkSize) => zlib.createBrotliDecompress({ chunkSize }),
  decompress: (content, maxBytes) => zlib.brotliDecompressSync(content, { maxOutputLength: maxBytes }),
};

const ZSTD_LEVEL = { quick: 1, small: 6 } as const;

function zstdOf(node: Zstd): Codec {
  const params = (strength: Strength) => zstdParams(node, ZSTD_LEVEL[strength]);
  return {
    name: 'zstd',
    suffix: '.zst',
    isCheap: true,
    compress: (content, strength) => node.zstdCompressSync(content, { params: params(strength) }),
    compressor: (strength, chunkSize) => node.createZstdCompress({ params: params(strength), chunkSize }),
    decompressor: (chunkSize) => node.createZstdDecompress({ chunkSize }),
    decompress: (content, maxBytes) => node.zstdDecompressSync(content, { maxOutputLength: maxBytes }),
  };
}

/** The zstd of this Node; undefined before 22.15. */
export const ZSTD: Codec | undefined = NODE_ZSTD && zstdOf(NODE_ZSTD);

/** A form in which the archive may hold an original: raw, or compressed by a codec that this Node may lack. */
export interface Form {
  readonly name: 'raw' | Codec['name'];
  /** The suffix of the file's name. */
  readonly suffix: '' | Codec['suffix'];
  readonly codec: Codec | undefined;
}

export const RAW: Form = { name: 'raw', suffix: '', codec: undefined };

/** All forms, in the order of lookups. */
export const FORMS: readonly Form[] = [
  RAW,
  { name: 'brotli', suffix: '.br', codec: BROTLI },
  { name: 'zstd', suffix: '.zst', codec: ZSTD },
];

/** Whether this Node reads a form. */
export function isReadable({ name, codec }: Form): boolean {
  return name === 'raw' || codec !== undefined;
}

/** The codec that compresses new originals; undefined if they stay raw. */
export function codecFor(compression: Compression): Codec | undefined {
  if (compression === 'none') return undefined;
  return compression === 'auto' ? (ZSTD ?? BROTLI) : BROTLI;
}

export function formOf(codec: Codec | undefined): Form {
  return FORMS.find(({ name }) => name === (codec?.name ?? 'raw'))!;
}
