// Kills `sundial publish` at random moments while reports are issued again and a MongoDB server is killed as well: the
// collections hold the store in the end, nothing lost and nothing twice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Mongodb,
  mayCrash,
  PASSWORD,
  startMongodb,
  USER,
  whyNoMongodb,
} from '../src/publish/mongodb/testing/server.js';
import { campaign } from './setup/campaign.js';
import { killPublishing } from './support/kill-publishing.js';

const missing = whyNoMongodb();
if (missing) console.warn(`Kills while publishing to MongoDB are not tested: ${missing}`);

const ROWS = 200;
/** Plain runs kill outputs to PostgreSQL, whose guarantee is the same; the contract of outputs ends rounds to MongoDB too. */
const isLeftOut = campaign({ short: true, full: false });

let folder: string;
let server: Mongodb;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-publish-mongodb-'));
  if (!missing && !isLeftOut) server = await startMongodb();
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Without the list, which is that of the report with which a shared event was sent. */
const documents = (database: string) =>
  server.admin
    .db(database)
    .collection('scan_ssl')
    .find({}, { projection: { list: 0 } })
    .sort({ _id: 1 })
    .toArray();

test.skipIf(isLeftOut || ((missing !== undefined || !mayCrash) && process.env.CI !== 'true'))(
  'killed at random moments, the collections hold the store in the end',
  async () => {
    expect(missing).toBeUndefined();
    await killPublishing({
      ...{ folder, server, seed: 20260118, rows: ROWS },
      args: (side) => ['mongodb', ...(side === 'reference' ? ['--replay'] : [])],
      env: (side) => ({
        ...{ SUNDIAL_MONGODB_URI: `mongodb://127.0.0.1:${server.port}/${side}?authSource=admin` },
        ...{ SUNDIAL_MONGODB_USERNAME: USER, SUNDIAL_MONGODB_PASSWORD: PASSWORD },
      }),
    });
    const held = await documents('disturbed');
    expect(held).toHaveLength(1.5 * ROWS + 1);
    expect(held).toEqual(await documents('reference'));
  },
);
