// Kills `sundial publish` at random moments while reports are issued again and a Redis server is killed as well: a reader
// that follows the stream, as the page on messages describes, holds the store in the end.
import { PASSWORD, reader, startRedis, streamed, whyNoRedis } from '../src/publish/redis/testing/redis.js';
import { testKilledOutput } from './support/killed-output.js';

testKilledOutput({
  what: 'Redis',
  missing: whyNoRedis(),
  seed: 20260119,
  start: async () => {
    const server = await startRedis({ appendonly: 'yes', appendfsync: 'always' });
    return {
      server,
      entry: (key) => ({ kind: 'redis', port: server.port, key, password_env: 'REDIS_PASSWORD' }),
      env: { REDIS_PASSWORD: PASSWORD },
      messages: (key) => {
        const client = reader(server.port);
        return streamed(client, key).finally(() => client.disconnect());
      },
      stop: () => server.stop(),
    };
  },
});
