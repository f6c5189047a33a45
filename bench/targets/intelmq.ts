// IntelMQ's collector for TCP as a target of the publish benchmark: it confirms every event without reading it.
import type { Socket } from 'node:net';
import { type BenchTarget, LOOPBACK } from './target.js';
import { startTcpSink } from './tcp-sink.js';

export const INTELMQ: BenchTarget = {
  name: 'IntelMQ, TCP',
  why: () => undefined,
  start: async () => {
    const sink = await startTcpSink(confirmEach);
    return { entry: { kind: 'intelmq', host: LOOPBACK, port: sink.port }, stop: sink.stop };
  },
};

const LENGTH_BYTES = 4;

/** Answers "Ok" to each event, as the collector does; an event has its length before it. */
function confirmEach(socket: Socket): void {
  let length = Buffer.alloc(0);
  let left = 0;
  socket.on('data', (chunk: Buffer) => {
    let confirmed = 0;
    for (let at = 0; at < chunk.length; ) {
      if (left > 0) {
        const taken = Math.min(left, chunk.length - at);
        at += taken;
        left -= taken;
        if (left === 0) confirmed++;
        continue;
      }
      const missing = LENGTH_BYTES - length.length;
      length = Buffer.concat([length, chunk.subarray(at, at + missing)]);
      at += missing;
      if (length.length < LENGTH_BYTES) break;
      left = length.readUInt32BE();
      length = Buffer.alloc(0);
    }
    if (confirmed > 0) socket.write('Ok'.repeat(confirmed));
  });
}
