// Servers for TCP that take everything at once, so that a benchmark measures the output and not its receiver.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { LOOPBACK } from './target.js';

export interface TcpSink {
  readonly port: number;
  stop(): Promise<void>;
}

/** @param take called with each connection, and has to read it to its end */
export async function startTcpSink(take: (socket: Socket) => void): Promise<TcpSink> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    take(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { port: (server.address() as AddressInfo).port, stop };
}
