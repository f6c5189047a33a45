// Kills `sundial publish` at random moments while reports are issued again and a Redis server is killed as well: a reader
// that follows the stream, as the page on messages describes, holds the store in the end.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heldAfter } from '../src/publish/broker/testing/held.js';
import type { BrokerServer } from '../src/publish/broker/testing/server.js';
import { PASSWORD, reader, startRedis, streamed, whyNoRedis } from '../src/publish/redis/testing/redis.js';
import { killPublishing } from './support/kill-publishing.js';

const missing = whyNoRedis();
if (missing) console.warn(`Kills while publishing to Redis are not tested: ${missing}`);

const ROWS = 200;

let folder: string;
let server: BrokerServer;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-publish-redis-'));
  if (missing) return;
  server = await startRedis({ appendonly: 'yes', appendfsync: 'always' });
  const outputs = ['disturbed', 'reference'].map((name) => ({
    ...{ name, kind: 'redis', port: server.port, key: name },
    password_env: 'REDIS_PASSWORD',
  }));
  writeFileSync(path.join(folder, 'sundial.yaml'), JSON.stringify({ outputs }));
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function held(key: string) {
  const client = reader(server.port);
  const texts = await streamed(client, key).finally(() => client.disconnect());
  return heldAfter(texts).toSorted((a, b) => a.id.localeCompare(b.id));
}

test.skipIf(missing !== undefined && process.env.CI !== 'true')(
  'killed at random moments, a reader of the stream holds the store in the end',
  async () => {
    expect(missing).toBeUndefined();
    await killPublishing({
      ...{ folder, server, seed: 20260119, rows: ROWS },
      args: (side) => [side],
      env: () => ({ REDIS_PASSWORD: PASSWORD }),
    });
    const reference = await held('reference');
    expect(reference).toHaveLength(1.5 * ROWS + 1);
    expect(await held('disturbed')).toEqual(reference);
  },
);
