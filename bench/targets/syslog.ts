// A receiver of syslog over TCP as a target of the publish benchmark: it reads each connection to its end, and closes it.
import { type BenchTarget, LOOPBACK } from './target.js';
import { startTcpSink } from './tcp-sink.js';

export const SYSLOG: BenchTarget = {
  name: 'syslog, CEF over TCP',
  why: () => undefined,
  start: async () => {
    const sink = await startTcpSink((socket) => void socket.resume());
    return {
      entry: { kind: 'syslog', transport: 'tcp', host: LOOPBACK, port: sink.port },
      stop: sink.stop,
    };
  },
};
