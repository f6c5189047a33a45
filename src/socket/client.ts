// Runs a command in the service that holds the store, with this process's streams as the command's.
import { connect, type Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { SundialError } from '../domain/errors.js';
import { type CommandRequest, type FromService, messages, send } from './messages.js';
import { trustedSocket } from './path.js';

/** The streams of a command's process. */
export interface CommandStreams {
  readonly stdin: () => Readable;
  readonly stdout: Writable;
  readonly note: (text: string) => void;
  readonly draw: (line: string) => void;
  readonly onInterrupt: (stop: () => void) => () => void;
}

/**
 * A connection to the service of a data folder; undefined if no service listens.
 *
 * @throws SundialError `socket-foreign`
 */
export async function findService(folder: string): Promise<Socket | undefined> {
  const file = trustedSocket(folder);
  if (file === undefined) return undefined;
  return new Promise((resolve) => {
    const socket = connect(file);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    // The socket's file outlives a killed service, and no process listens there then.
    socket.once('error', () => resolve(undefined));
  });
}

/**
 * Runs a command line in the service and returns its exit code.
 *
 * @throws SundialError `service-gone` when the service ends before the command does
 */
export async function runInService(
  socket: Socket,
  request: CommandRequest,
  streams: CommandStreams,
): Promise<number> {
  const lost = new Promise<never>((_, reject) => socket.once('error', reject));
  lost.catch(() => {});
  const forget = streams.onInterrupt(() => void send(socket, { interrupt: true }));
  const fed: Readable[] = [];
  try {
    await send(socket, request);
    return await Promise.race([follow(socket, streams, fed), lost]);
  } catch (thrown) {
    throw thrown instanceof SundialError ? thrown : new SundialError('service-gone', {}, { cause: thrown });
  } finally {
    forget();
    socket.destroy();
    // An open terminal input would keep the process alive.
    for (const stdin of fed) stdin.destroy();
  }
}

async function follow(socket: Socket, streams: CommandStreams, fed: Readable[]): Promise<number> {
  for await (const message of messages<FromService>(socket)) {
    if ('exit' in message) return message.exit;
    if ('stdout' in message) await write(streams.stdout, Buffer.from(message.stdout, 'base64'));
    else if ('note' in message) streams.note(message.note);
    else if ('draw' in message) streams.draw(message.draw);
    else {
      fed.push(streams.stdin());
      feed(socket, fed.at(-1)!).catch(() => socket.destroy());
    }
  }
  throw new SundialError('service-gone');
}

async function feed(socket: Socket, stdin: Readable): Promise<void> {
  for await (const chunk of stdin) await send(socket, { stdin: Buffer.from(chunk).toString('base64') });
  await send(socket, { stdinEnd: true });
}

function write(stream: Writable, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) =>
    stream.write(bytes, (error) => (error ? reject(error) : resolve())),
  );
}
