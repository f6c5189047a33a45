// Writes tar files for tests, including members that are not files.
import tarStream from 'tar-stream';

export interface TarEntry {
  readonly name: string;
  readonly content: Buffer;
  readonly type?: tarStream.Header['type'];
  readonly linkname?: string;
}

/** The bytes of a tar file of these entries. */
export async function writeTar(entries: readonly TarEntry[]): Promise<Buffer> {
  const pack = tarStream.pack();
  for (const { content, ...header } of entries) pack.entry({ ...header, mtime: new Date(0) }, content);
  pack.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of pack) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
