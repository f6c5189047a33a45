// Writes large files line by line, in memory that does not depend on their size.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** Characters that are written at once. */
const CHUNK = 1_000_000;

/** Writes texts, such as lines with their ends, one after the other; returns the size of the file in bytes. */
export async function writeLines(file: string, texts: Iterable<string>): Promise<number> {
  const out = createWriteStream(file);
  let chunk = '';
  for (const text of texts) {
    chunk += text;
    if (chunk.length < CHUNK) continue;
    if (!out.write(chunk)) await once(out, 'drain');
    chunk = '';
  }
  out.end(chunk);
  await finished(out);
  return out.bytesWritten;
}
