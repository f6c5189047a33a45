// Runs the contract test of outputs on a server of MongoDB's wire protocol, with a database for each case.
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { Secret } from '../../domain/secret.js';
import { type HeldEvent, testOutputContract } from '../testing/output-contract.js';
import { type TroubledProxy, troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { MONGODB_KIND } from './declaration.js';
import { heldIn } from './testing/held.js';
import { type Mongodb, PASSWORD, startMongodb, USER, whyNoMongodb } from './testing/server.js';

const missing = whyNoMongodb();
if (missing) console.warn(`The contract of outputs is not tested on MongoDB: ${missing}`);

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('on MongoDB', () => {
  let server: Mongodb;
  let proxy: TroubledProxy;
  let made = 0;
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    server = await startMongodb();
    proxy = await troubledProxy(server.port);
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  testOutputContract({
    mongodb: {
      kind: MONGODB_KIND,
      secrets: [PASSWORD],
      make: async () => {
        const database = `contract_${++made}`;
        const way = troubleOf(proxy);
        return {
          values: {
            uri: new Secret(
              `mongodb://127.0.0.1:${proxy.port}/?directConnection=true&serverSelectionTimeoutMS=1500&connectTimeoutMS=1500`,
            ),
            ...{ database, username: USER, password: new Secret(PASSWORD) },
          },
          held: (): Promise<HeldEvent[]> => heldIn(server.admin.db(database)),
          trouble: {
            ...way.trouble,
            error: async () => {
              await server.dropUser();
              proxy.set('through');
            },
          },
          mend: async () => {
            await way.mend();
            await server.dropUser().catch(() => undefined);
            await server.createUser();
          },
          close: async () => {
            await way.mend();
            await server.admin.db(database).dropDatabase();
          },
        };
      },
    },
  });
});
