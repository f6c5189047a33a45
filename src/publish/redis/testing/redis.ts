// A real Redis server for tests, and a client that reads from it what the output wrote.
import { Redis } from 'ioredis';
import { type BrokerServer, startServer, whyNot } from '../../broker/testing/server.js';

export const PASSWORD = 'correct-horse';
const PROGRAM = '/usr/bin/redis-server';

export const whyNoRedis = (): string | undefined => whyNot(PROGRAM, 'Redis', 'redis-server');

/** @param settings further settings, such as `{ appendonly: 'yes' }` */
export function startRedis(settings: Readonly<Record<string, string>> = {}): Promise<BrokerServer> {
  return startServer({
    name: 'redis',
    program: PROGRAM,
    prepare: ({ port, tlsPort, folder }) => {
      const all = {
        ...{ bind: '127.0.0.1', port: String(port), requirepass: PASSWORD, dir: folder, save: '' },
        ...{ logfile: `${folder}/log`, 'tls-port': String(tlsPort), 'tls-auth-clients': 'no' },
        ...{ 'tls-cert-file': `${folder}/cert.pem`, 'tls-key-file': `${folder}/key.pem` },
        ...settings,
      };
      return { args: Object.entries(all).flatMap(([key, value]) => [`--${key}`, value]) };
    },
    ready: async ({ port }) => {
      const client = reader(port);
      await client.ping().finally(() => client.disconnect());
    },
  });
}

/** A client past the output. */
export function reader(port: number): Redis {
  const client = new Redis({ port, password: PASSWORD, retryStrategy: () => null });
  client.on('error', () => {});
  return client;
}

/** The bodies of all messages in a stream. */
export async function streamed(client: Redis, key: string): Promise<string[]> {
  const entries = await client.xrange(key, '-', '+');
  return entries.map(([, fields]) => fields[fields.indexOf('body') + 1]!);
}
