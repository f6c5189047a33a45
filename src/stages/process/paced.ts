// Lets work between the chunks of a report wait, although reading a chunk does not.

/** Passes chunks on. The next one is requested after the rows of the previous one are settled. */
export async function* paced(
  chunks: AsyncIterable<Buffer>,
  settle: () => Promise<void>,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    yield chunk;
    await settle();
  }
}
