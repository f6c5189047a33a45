// Receives commands from processes of the same user and runs them in the process that holds the store.
import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { PassThrough, type Readable, Writable } from 'node:stream';
import { type CommandRequest, messages, send, type ToService } from './messages.js';
import { placeSocket, removeSocket } from './path.js';

/** The streams and properties that a command in the service gets instead of its own process's. */
export interface ServedCommand {
  readonly request: CommandRequest;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly note: (text: string) => void;
  readonly draw: (line: string) => void;
  readonly onInterrupt: (stop: () => void) => () => void;
}

export interface CommandServer {
  /** Stops accepting commands and interrupts running ones; resolves when all have ended. */
  close(): Promise<void>;
  /** Stops accepting commands and waits for running ones. @param waits called if any are running */
  leave(waits: () => void): Promise<void>;
}

/** Time limit for a command's first line, which is sent at once. */
const FIRST_LINE_MS = 10_000;
/** Delay before a note about waiting; most reading commands end sooner. */
const NOTE_AFTER_MS = 1_000;
/** A multiple of three, so that base64 needs no padding. */
const PIECE_BYTES = 48 * 1024;
/** How long a command's process that does not read its results may delay the service's end. */
const UNREAD_MS = 1_000;

/**
 * Listens on the data folder's socket, which only its user can access.
 *
 * @param run runs a command line and returns its exit code
 * @throws SundialError `socket-long`
 */
export async function serveCommands(
  folder: string,
  run: (command: ServedCommand) => Promise<number>,
): Promise<CommandServer> {
  // The store's lock guarantees that no other service is running, so an existing socket is left from a killed one.
  const file = placeSocket(folder);
  const running = new Map<Socket, Promise<void>>();
  const connected = new Set<Socket>();
  const server = createServer((socket) => {
    connected.add(socket.on('close', () => connected.delete(socket)));
    const work = serve(socket, run).finally(() => running.delete(socket));
    running.set(socket, work);
  });
  await listen(server, file);
  const end = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    removeSocket(folder);
    await Promise.all(running.values());
    // A process may keep its connection open after receiving its exit code.
    for (const socket of connected) hangUpAfterLast(socket);
    await closed;
  };
  return {
    close: () => {
      for (const socket of running.keys()) {
        socket.emit('interrupt');
        socket.setTimeout(UNREAD_MS, () => socket.writableLength > 0 && socket.destroy());
      }
      return end();
    },
    leave: async (waits) => {
      for (const socket of running.keys()) socket.emit('silent');
      const ended = end();
      // Commands that were sent back end on their own and need no note.
      const note = setTimeout(() => running.size > 0 && waits(), NOTE_AFTER_MS);
      await ended;
      clearTimeout(note);
    },
  };
}

/** Sends the remaining data, unless the client does not read it, and closes the connection. */
function hangUpAfterLast(socket: Socket): void {
  socket.setTimeout(UNREAD_MS, () => socket.destroy());
  socket.destroySoon();
}

function listen(server: Server, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Prevents connections of other users between the socket's creation and chmod.
    const before = process.umask(0o177);
    server.listen(file, () => {
      process.umask(before);
      chmodSync(file, 0o600);
      resolve();
    });
  });
}

async function serve(socket: Socket, run: (command: ServedCommand) => Promise<number>): Promise<void> {
  // A command whose process is gone is interrupted; its further output is discarded.
  socket.on('error', () => {});
  const stops = new Set<() => void>();
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
    for (const stop of stops) stop();
    stops.clear();
  };
  // A client that never sends a command must not delay the service's end.
  const hangUp = () => socket.destroy();
  socket.on('interrupt', hangUp).on('silent', hangUp).setTimeout(FIRST_LINE_MS, hangUp);
  socket.on('interrupt', interrupt).on('close', interrupt);
  const incoming = messages<CommandRequest | ToService>(socket);
  try {
    const first = await incoming.next();
    if (first.done) return;
    socket.off('interrupt', hangUp).off('silent', hangUp).off('timeout', hangUp).setTimeout(0);
    const stdin = new Stdin(socket);
    void listenFor(incoming as AsyncGenerator<ToService>, stdin, interrupt);
    const stdout = outward(socket);
    const code = await run({
      request: first.value as CommandRequest,
      stdin,
      stdout,
      note: (text) => void send(socket, { note: text }),
      draw: (line) => void send(socket, { draw: line }),
      onInterrupt: (stop) => {
        if (isInterrupted) stop();
        else stops.add(stop);
        return () => stops.delete(stop);
      },
    });
    // The output is sent before the exit code.
    await new Promise<void>((resolve) => stdout.end(resolve));
    await send(socket, { exit: code });
  } catch {
    // The client does not speak the protocol, so it cannot be answered.
  } finally {
    socket.end();
  }
}

async function listenFor(
  incoming: AsyncGenerator<ToService>,
  stdin: Stdin,
  interrupt: () => void,
): Promise<void> {
  try {
    for await (const message of incoming) {
      if ('stdin' in message) await stdin.accept(Buffer.from(message.stdin, 'base64'));
      else if ('stdinEnd' in message) stdin.end();
      else interrupt();
    }
  } catch {
    interrupt();
  }
  // Input without its end must not be treated as complete, or a report would seem shorter.
  if (!stdin.writableEnded) stdin.destroy(new Error('the process that provided the input has ended'));
}

/** The command's standard input, requested from its process at the first read. */
class Stdin extends PassThrough {
  private wanted = false;

  constructor(private readonly socket: Socket) {
    super();
    // A command that reads stdin gets the error; without a reader, the error must not end the service.
    this.on('error', () => {});
  }

  override _read(size: number): void {
    if (!this.wanted) void send(this.socket, { wantStdin: true });
    this.wanted = true;
    super._read(size);
  }

  accept(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => this.write(bytes, () => resolve()));
  }
}

/** Sends results in pieces, each after the previous one is sent, because output may have any size. */
function outward(socket: Socket): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      sendPieces(socket, chunk).then(() => done(), done);
    },
  });
}

async function sendPieces(socket: Socket, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES)
    await send(socket, { stdout: bytes.subarray(at, at + PIECE_BYTES).toString('base64') });
}
