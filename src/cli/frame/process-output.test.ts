// Checks the handling of results whose reader has gone away.
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { processOutput } from './process-output.js';

/** A stream whose reader goes away after a number of writes: like a pipe, the stream stays open and fails. */
function leaving(after: number): { stream: Writable; written: string[]; asked: () => number } {
  const written: string[] = [];
  let asked = 0;
  const stream = new Writable({
    autoDestroy: false,
    write: (chunk, _encoding, done) => {
      asked++;
      if (asked <= after) {
        written.push(String(chunk));
        done();
      } else done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    },
  });
  return { stream, written, asked: () => asked };
}

it('writes texts until the reader has gone, and none after that', async () => {
  const { stream, written, asked } = leaving(1);
  const { write } = processOutput(stream);
  const gone = new Promise((resolve) => stream.once('error', resolve));
  write('first\n');
  write('second\n');
  await gone;
  write('third\n');
  expect(written).toEqual(['first\n']);
  expect(asked()).toBe(2);
});

it('accepts all bytes nevertheless, so that their writer can finish', async () => {
  const { stream, written } = leaving(1);
  const { bytes } = processOutput(stream);
  for (const chunk of ['a', 'b', 'c']) bytes.write(Buffer.from(chunk));
  bytes.end();
  await finished(bytes);
  expect(written).toEqual(['a']);
});
