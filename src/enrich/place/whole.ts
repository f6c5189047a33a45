// Reads a small table as a whole, with a limit on its size.
import { SundialError } from '../../domain/errors.js';

/** The text of a table. @throws SundialError `enricher-too-large` */
export async function wholeText(bytes: AsyncIterable<Buffer>, file: string, limit: number): Promise<string> {
  return (await wholeTable(bytes, file, limit)).toString('utf8');
}

/**
 * The bytes of a table.
 *
 * @param shown the limit in the error
 * @throws SundialError `enricher-too-large`
 */
export async function wholeTable(
  bytes: AsyncIterable<Buffer>,
  file: string,
  limit: number,
  shown = (size: number) => `${size} bytes`,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > limit) throw new SundialError('enricher-too-large', { file, limit: shown(limit) });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
