// Servers on loopback for tests that need more than a well-behaved double: proxies, invalid answers, silence.
import { createServer as createHttp, request as forward } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Starts a server that stops with the test. @returns its port */
async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A server that treats each connection as the test says, once the first bytes have arrived. */
export async function rawServer(answer: (socket: Socket) => void): Promise<string> {
  const port = await listening(createServer((socket) => socket.once('data', () => answer(socket))));
  return `http://127.0.0.1:${port}`;
}

/** The address of a port on which nothing listens. */
export async function deadOrigin(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

export interface TestProxy {
  readonly url: string;
  /** The requests that arrived: `GET http://...` or `CONNECT host:port`. */
  readonly asked: readonly string[];
  /** The Proxy-Authorization headers that arrived. */
  readonly credentials: readonly (string | undefined)[];
}

/** An HTTP proxy that forwards all requests and tunnels to one server, or answers with a status. */
export async function proxyServer({ to, status }: { to?: string; status?: number }): Promise<TestProxy> {
  const asked: string[] = [];
  const credentials: (string | undefined)[] = [];
  const port = to === undefined ? 0 : Number(new URL(to).port);
  const server = createHttp((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    credentials.push(request.headers['proxy-authorization']);
    if (status !== undefined) return void response.writeHead(status).end('the proxy says no');
    const { pathname, search } = new URL(request.url!);
    const { method, headers } = request;
    const passed = forward({ host: '127.0.0.1', port, path: pathname + search, method: method!, headers });
    passed.on('response', (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    request.pipe(passed);
  });
  server.on('connect', (request, client: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    credentials.push(request.headers['proxy-authorization']);
    if (status !== undefined) return client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const beyond = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    beyond.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.pipe(beyond).pipe(client);
  });
  return { url: `http://127.0.0.1:${await listening(server)}`, asked, credentials };
}
