// Tests that an arriving original passes through the relay whole and in order, and that neither side waits for one that left.
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Relay, relayedChunks } from './relay.js';

async function* inChunks(content: Buffer, size: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < content.length; at += size)
    yield buffer.subarray(0, content.copy(buffer, 0, at, at + size));
}

/** Receives chunks as the archive does. */
async function receive(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const chunk of chunks) copies.push(Buffer.from(chunk));
  return Buffer.concat(copies);
}

/** Lets everything run that does not wait for the reader. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Reads until a number of bytes is there; the thread would block where the relay is empty. */
async function readFrom(chunks: Generator<Buffer>, bytes: number): Promise<Buffer> {
  let content = Buffer.alloc(0);
  while (content.length < bytes) {
    await turn();
    content = Buffer.concat([content, chunks.next().value as Buffer]);
  }
  return content;
}

test.each([
  ['a few bytes', 10, 4],
  ['chunks that fit', 300_000, 65_536],
  ['chunks larger than a slot, and more of them than there is room for', 12_000_000, 1_300_000],
])('both sides get %s whole', async (_, length, size) => {
  const content = randomBytes(length);
  const relay = new Relay();
  const received = receive(relay.through(inChunks(content, size)));
  const chunks = relayedChunks(relay.memory);
  expect((await readFrom(chunks, length)).equals(content)).toBe(true);
  expect((await received).equals(content)).toBe(true);
  expect(chunks.next().done).toBe(true);
});

test('the original is received whole although the reader leaves', async () => {
  const content = randomBytes(12_000_000);
  const relay = new Relay();
  const received = receive(relay.through(inChunks(content, 500_000)));
  const chunks = relayedChunks(relay.memory);
  await readFrom(chunks, 1);
  chunks.return(undefined);
  expect((await received).equals(content)).toBe(true);
});

test('the reader does not take an original that failed for a whole one', async () => {
  async function* failing(): AsyncGenerator<Buffer> {
    yield Buffer.from('a row');
    throw new Error('the source failed');
  }
  const relay = new Relay();
  await expect(receive(relay.through(failing()))).rejects.toThrow('the source failed');
  const chunks = relayedChunks(relay.memory);
  expect(String(chunks.next().value)).toBe('a row');
  expect(() => chunks.next()).toThrow('before all of its bytes arrived');
});

test('the reader does not wait for an original that was given up, opened or not', async () => {
  const relay = new Relay();
  relay.leave();
  expect(() => relayedChunks(relay.memory).next()).toThrow('before all of its bytes arrived');
  const content = Buffer.from('a row');
  expect((await receive(relay.through(inChunks(content, 5)))).equals(content)).toBe(true);
});
