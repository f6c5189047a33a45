// A proxy before a test's server that refuses, hangs, breaks or delays connections on request.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type ProxyMode = 'through' | 'hangs' | 'reset' | 'slow';

export interface TroubledProxy {
  readonly port: number;
  /** Applies to new connections; open ones are closed. */
  set(mode: ProxyMode): void;
  /** Nothing listens until `listen` is called. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  stop(): Promise<void>;
}

const SLOW_MS = 50;

/** Each side learns of the other's end, as if there were no proxy. */
const HALVES = { allowHalfOpen: true } as const;

/** @param resetBytes after so many bytes a client has signed in and is sending a batch */
export async function troubledProxy(target: number, resetBytes = 2_000): Promise<TroubledProxy> {
  let mode: ProxyMode = 'through';
  const open = new Set<Socket>();
  const closeAll = () => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer(HALVES, (client) => {
    open.add(client);
    client.on('error', () => client.destroy()).on('close', () => open.delete(client));
    if (mode !== 'hangs') relay(client, { target, mode, resetBytes });
  });
  const listenOn = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const end = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      closeAll();
    });
  await listenOn(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    set: (next) => {
      mode = next;
      closeAll();
    },
    refuse: end,
    listen: async () => {
      if (!server.listening) await listenOn(port);
    },
    stop: async () => {
      if (server.listening) await end();
    },
  };
}

/** What the contract test of outputs does with the way to a target, besides the target's own error. */
export function troubleOf(proxy: TroubledProxy) {
  const set = (mode: ProxyMode) => async () => proxy.set(mode);
  return {
    trouble: { refused: () => proxy.refuse(), hangs: set('hangs'), reset: set('reset'), slow: set('slow') },
    mend: async () => {
      await proxy.listen();
      proxy.set('through');
    },
  };
}

interface Way {
  readonly target: number;
  readonly mode: ProxyMode;
  readonly resetBytes: number;
}

function relay(client: Socket, { target, mode, resetBytes }: Way): void {
  const server = connect({ port: target, host: '127.0.0.1', ...HALVES });
  let bytes = 0;
  client.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (mode === 'reset' && bytes > resetBytes) client.resetAndDestroy();
    else if (mode === 'slow') setTimeout(() => server.write(chunk), SLOW_MS);
    else server.write(chunk);
  });
  client.on('end', () => (mode === 'slow' ? setTimeout(() => server.end(), SLOW_MS) : server.end()));
  server.pipe(client);
  server.on('error', () => client.destroy());
  client.on('close', () => server.destroy());
}
