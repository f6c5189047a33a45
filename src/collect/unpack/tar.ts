// Reads tar files as a stream; links, devices and the like are refused, because they have no content.
import { Readable } from 'node:stream';
import tarStream from 'tar-stream';
import { SundialError } from '../../domain/errors.js';
import type { Format, Member } from './format.js';

type Entry = tarStream.Extract extends AsyncIterable<infer Source> ? Source : never;

const FILES: readonly unknown[] = ['file', 'contiguous-file'];
/** The option is missing in the library's types. */
const OLD_FORMATS_TOO: object = { allowUnknownFormat: true };
/** A tar file ends with blocks of zeros; a file without them was cut off between two members. */
const END_MARK_BYTES = 512;

export const tar: Format = async function* (archive) {
  const zeros = { trailing: 0 };
  const source = Readable.from(watched(archive.stream(), zeros), { highWaterMark: 2 });
  const extract = tarStream.extract(OLD_FORMATS_TOO);
  source.on('error', (error) => extract.destroy(error));
  source.pipe(extract);
  try {
    for await (const entry of extract) {
      if (entry.header.type !== 'directory') yield member(entry);
      entry.resume();
    }
  } finally {
    source.destroy();
  }
  if (zeros.trailing < END_MARK_BYTES) throw new Error('its end is missing');
};

async function* watched(chunks: AsyncIterable<Buffer>, zeros: { trailing: number }): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    let end = chunk.length;
    while (end > 0 && chunk[end - 1] === 0) end -= 1;
    zeros.trailing = chunk.length - end + (end === 0 ? zeros.trailing : 0);
    yield chunk;
  }
}

function member(entry: Entry): Member {
  const { name, type, size } = entry.header;
  if (FILES.includes(type))
    return { name, ...(size === undefined ? {} : { bytes: size }), read: () => bytes(entry) };
  return {
    name,
    refuse: (file) =>
      new SundialError('file-not-a-report', { file, problem: `is a ${type ?? 'sparse file'} in a tar file` }),
  };
}

// Iterates by hand, because leaving a loop early would destroy the entry, and with it the whole archive.
async function* bytes(entry: Entry): AsyncGenerator<Buffer> {
  const iterator = entry[Symbol.asyncIterator]();
  for (let step = await iterator.next(); !step.done; step = await iterator.next()) yield step.value as Buffer;
}
