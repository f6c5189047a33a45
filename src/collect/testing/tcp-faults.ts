// Servers that misbehave at the level of connections: they cut them, send nonsense, or refuse by script.
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface Faulty {
  readonly port: number;
  stop(): Promise<void>;
}

/** A proxy for a server that cuts the first connection after a number of bytes of its answers. */
export function cuttingProxy(target: number, afterBytes: number): Promise<Faulty> {
  let isCut = false;
  return listen((client) => {
    const server = connect(target, '127.0.0.1');
    let bytes = 0;
    client.pipe(server);
    server.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (isCut || bytes <= afterBytes) return client.write(chunk);
      isCut = true;
      client.destroy();
      server.destroy();
    });
    for (const [end, other] of [
      [client, server],
      [server, client],
    ] as const)
      end.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
}

/** A server that sends a greeting, and answers every line with the result of `answer`. */
export function scriptedServer(greeting: string, answer: (line: string) => string): Promise<Faulty> {
  return listen((client) => {
    client.write(greeting);
    client.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('latin1').split('\r\n').filter(Boolean)) client.write(answer(line));
    });
    client.on('error', () => client.destroy());
  });
}

async function listen(serve: (client: Socket) => void): Promise<Faulty> {
  const open = new Set<Socket>();
  const server: Server = createServer((client) => {
    open.add(client);
    client.on('close', () => open.delete(client));
    serve(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      for (const client of open) client.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
