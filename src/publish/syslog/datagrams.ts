// Sends messages over UDP, a datagram each (RFC 5426).
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { syslogError } from './failure.js';
import type { SyslogTarget } from './target.js';

/**
 * Hands every message to the network, one after another. Nothing tells whether any of them arrives; only a receiver's
 * machine where nothing listens may say so.
 *
 * @throws SundialError `syslog-unreachable`
 */
export async function sendDatagrams(
  target: SyslogTarget,
  messages: readonly Buffer[],
  ends: AbortSignal,
): Promise<void> {
  let socket: Socket | undefined;
  try {
    const { address, family } = await lookup(target.host);
    socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    const failed = new Promise<never>((_, reject) => socket!.once('error', reject));
    failed.catch(() => {});
    await Promise.race([connected(socket, target.port, address), failed]);
    for (const message of messages) {
      ends.throwIfAborted();
      await Promise.race([sent(socket, message), failed]);
    }
  } catch (thrown) {
    ends.throwIfAborted();
    throw syslogError(thrown, target, false);
  } finally {
    socket?.close();
  }
}

const connected = (socket: Socket, port: number, address: string) =>
  new Promise<void>((resolve) => socket.connect(port, address, () => resolve()));

const sent = (socket: Socket, message: Buffer) =>
  new Promise<void>((resolve, reject) =>
    socket.send(message, (error) => (error ? reject(error) : resolve())),
  );
