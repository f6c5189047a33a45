// Writes rows as Parquet, row group by row group, so that memory is bounded.
import { gzipSync } from 'node:zlib';
import type { CompressionCodec, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { LIMITS } from '../../domain/limits.js';
import { NODE_ZSTD, zstdParams } from '../../domain/zstd.js';
import type { FeedField } from '../../query/index.js';
import type { FieldValue } from '../messages.js';
import { type Column, columnsOf } from './columns.js';
import type { Compression } from './declaration.js';
import { type Lines, rowOf } from './row.js';

const CODECS: Readonly<Record<Compression, CompressionCodec>> = {
  auto: 'SNAPPY',
  none: 'UNCOMPRESSED',
  gzip: 'GZIP',
  zstd: 'ZSTD',
};

const ZSTD_LEVEL = 3;

/** The columns that {@link columnsOf} names, compressed page by page inside the file. */
export async function* parquetOf(
  lines: Lines,
  fields: readonly FeedField[],
  compression: Compression,
): AsyncGenerator<Buffer> {
  const columns = columnsOf(fields);
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [{ name: 'event', num_children: columns.length }, ...columns.flatMap(schemaOf)],
    codec: CODECS[compression],
    compressors: {
      GZIP: (page) => gzipSync(page),
      ...(NODE_ZSTD && {
        ZSTD: (page) => NODE_ZSTD!.zstdCompressSync(page, { params: zstdParams(NODE_ZSTD!, ZSTD_LEVEL) }),
      }),
    },
    // Without a version, equal events are an equal file after an upgrade.
    createdBy: 'sundial',
  });
  const taken = (): Buffer => {
    const chunk = Buffer.from(bytes.getBytes());
    bytes.index = 0;
    return chunk;
  };
  for await (const group of groupsOf(lines)) {
    const rows = group.map(rowOf);
    await writer.write({
      columnData: columns.map(({ name, kind, value }) => ({
        name,
        data: rows.map((row) => cellOf(kind, value(row))),
      })),
      rowGroupSize: rows.length,
    });
    yield taken();
  }
  await writer.finish();
  yield taken();
}

/** Lines that become one row group. */
async function* groupsOf(lines: Lines): AsyncGenerator<string[]> {
  let group: string[] = [];
  let characters = 0;
  for await (const page of lines)
    for (const line of page) {
      group.push(line);
      characters += line.length;
      if (group.length < LIMITS.parquetGroupRows && characters < LIMITS.parquetGroupBytes) continue;
      yield group;
      [group, characters] = [[], 0];
    }
  if (group.length > 0) yield group;
}

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;

/** The elements of a column: texts, 64-bit numbers, or a list of texts in the three levels of the specification. */
function schemaOf({ name, kind }: Column): SchemaElement[] {
  if (kind === 'number') return [{ name, type: 'INT64', repetition_type: 'OPTIONAL' }];
  if (kind === 'text') return [{ name, ...TEXT, repetition_type: 'OPTIONAL' }];
  return [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', ...TEXT, repetition_type: 'REQUIRED' },
  ];
}

function cellOf(kind: Column['kind'], value: FieldValue): FieldValue | bigint {
  return kind === 'number' && typeof value === 'number' ? BigInt(value) : value;
}
