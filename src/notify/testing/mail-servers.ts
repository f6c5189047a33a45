// Real mail servers on loopback for tests: one that accepts mail as the test says, and others that break off.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string | undefined;
  /** The message as it arrived. */
  readonly raw: string;
}

export interface RunningServer {
  readonly port: number;
  readonly received: Received[];
  stop(): Promise<void>;
}

/** An error with which a test's server answers. */
export const reply = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

/** Starts a server that keeps what it receives. */
export async function startServer(options: SMTPServerOptions = {}): Promise<RunningServer> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    onData(stream, session, done) {
      text(stream).then((raw) => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: session.user as string | undefined,
          raw,
        });
        done();
      }, done);
    },
    ...options,
  });
  // Clients that do not trust the server close the connection, which it reports as an error.
  server.on('error', () => {});
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}

/** Starts a server that treats each connection as the test says. */
export async function startRaw(connected: (socket: Socket) => void): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    connected(socket);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    received: [],
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((stopped) => server.close(stopped));
    },
  };
}

/** Speaks SMTP up to the end of the message, and then closes the connection without an answer. */
export function dropAfterData(socket: Socket): void {
  socket.write('220 localhost\r\n');
  let data = false;
  socket.on('data', (chunk) => {
    const said = String(chunk);
    if (data) {
      if (said.endsWith('\r\n.\r\n')) socket.destroy();
    } else if (said.startsWith('DATA')) {
      data = true;
      socket.write('354 go on\r\n');
    } else socket.write('250 fine\r\n');
  });
}
