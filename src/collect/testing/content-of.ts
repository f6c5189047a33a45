// Reads the content of a delivery for tests.
import type { Delivery } from '../../domain/delivery.js';

/** The whole content. Chunks are copied, because a source may use their memory again. */
export async function contentOf(delivery: Pick<Delivery, 'open'>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await delivery.open()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
