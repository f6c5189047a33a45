// Tests which connection is closed when all HTTP connections are in use.
import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, get } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { selfSigned } from '../notify/testing/certificate.js';
import { type Connection, Connections } from './connections.js';

class Fake extends EventEmitter {
  isOpen = true;

  constructor(
    readonly remoteAddress: string,
    readonly remotePort: number,
  ) {
    super();
  }

  destroy(): this {
    this.isOpen = false;
    this.emit('close');
    return this;
  }
}

let port = 1_024;

function opened(connections: Connections, address: string, many = 1): Fake[] {
  return Array.from({ length: many }, () => {
    const fake = new Fake(address, ++port);
    connections.opened(fake as unknown as Connection);
    return fake;
  });
}
const open = (fakes: readonly Fake[]) => fakes.map(({ isOpen }) => isOpen);
const LIMITS = { most: 4, keptForLoopback: 1 };
const FAR = '192.0.2.7';

test('the connection that has waited longest without a request makes room', () => {
  const connections = new Connections(LIMITS);
  const slow = opened(connections, '127.0.0.1', 4);
  connections.asked(slow[0] as unknown as Connection);
  const [next] = opened(connections, '::1');
  expect([open(slow), next!.isOpen]).toEqual([[true, false, true, true], true]);
});

test('a share is reserved for this machine', () => {
  const connections = new Connections(LIMITS);
  const far = opened(connections, FAR, 3);
  const near = opened(connections, '::ffff:127.0.0.1');
  expect([open(far), open(near)]).toEqual([[true, true, true], [true]]);
  // A further one replaces one from another machine, although one from this machine is waiting as well.
  const further = opened(connections, FAR);
  expect([open(far), open(near), open(further)]).toEqual([[false, true, true], [true], [true]]);
});

test('a new connection is refused while all others are being answered, and accepted later', () => {
  const connections = new Connections(LIMITS);
  const busy = opened(connections, '127.0.0.1', 4);
  for (const each of busy) connections.asked(each as unknown as Connection);
  expect(open(opened(connections, '127.0.0.1'))).toEqual([false]);
  connections.answered(busy[2] as unknown as Connection);
  expect(open(opened(connections, '127.0.0.1'))).toEqual([true]);
  expect(open(busy)).toEqual([true, true, false, true]);
});

test('closed connections do not count', () => {
  const connections = new Connections(LIMITS);
  for (const fake of opened(connections, FAR, 3)) fake.destroy();
  expect(open(opened(connections, FAR, 3))).toEqual([true, true, true]);
});

test('an answer over TLS is not cut off to make room', async () => {
  const server = createServer(selfSigned('localhost'), (_request, response) => void response.write('half'));
  onTestFinished(() => void server.close().closeAllConnections());
  new Connections({ most: 1, keptForLoopback: 0 }).watch(server as FastifyInstance['server']);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<IncomingMessage>((resolve) =>
    get({ host: '127.0.0.1', port, rejectUnauthorized: false }, resolve),
  );
  await new Promise((resolve) => answer.once('data', resolve));
  const refused = connect(port, '127.0.0.1');
  await new Promise((resolve) => refused.resume().once('close', resolve));
  expect(answer.destroyed).toBe(false);
});
