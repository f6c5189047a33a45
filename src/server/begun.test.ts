// Tests that parts come in their order, and that their source ends with them.
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { begun } from './begun.js';

function counted() {
  const state = { ended: 0 };
  async function* source(): AsyncGenerator<Buffer, void> {
    try {
      for (const text of ['a', 'b', 'c']) yield Buffer.from(text);
    } finally {
      state.ended += 1;
    }
  }
  return { state, source: source() };
}

it('gives all parts, and ends the source once', async () => {
  const { state, source } = counted();
  const { parts } = await begun(source);
  const all: string[] = [];
  for await (const part of parts) all.push(String(part));
  expect([all, state.ended]).toEqual([['a', 'b', 'c'], 1]);
});

it('ends the source if the client left before anything was sent', async () => {
  const { state, source } = counted();
  const { parts } = await begun(source);
  const stream = Readable.from(parts);
  const closed = new Promise((resolve) => stream.once('close', resolve));
  stream.destroy();
  await closed;
  expect(state.ended).toBe(1);
});
