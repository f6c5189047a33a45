// Writes a stream to a private temporary file, for formats that have to be read from their end.
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A file that can be read at any position. */
export interface RandomAccess {
  readonly handle: FileHandle;
  readonly size: number;
}

/**
 * Writes all chunks to a file. The file's name is removed before the function returns: the operating system frees the
 * file when its handle is closed, even after a kill.
 */
export async function spool(chunks: AsyncIterable<Buffer>): Promise<RandomAccess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sundial-'));
  try {
    const handle = await open(path.join(folder, 'archive'), 'wx+', 0o600);
    try {
      let size = 0;
      for await (const chunk of chunks) {
        size += chunk.length;
        await writeAll(handle.write.bind(handle), chunk);
      }
      return { handle, size };
    } catch (error) {
      await handle.close();
      throw error;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Write = (chunk: Buffer, offset: number) => Promise<{ bytesWritten: number }>;

async function writeAll(write: Write, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await write(chunk, at)).bytesWritten;
}
