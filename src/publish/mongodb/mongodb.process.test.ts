// Checks on a server what the output to MongoDB writes where, what it refuses, and how it fails.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SundialError } from '../../domain/errors.js';
import { Secret } from '../../domain/secret.js';
import { freePort } from '../../net/testing/free-port.js';
import type { Output } from '../output.js';
import { eventOf, NEVER, SLICE } from '../testing/events.js';
import { findingOf } from '../testing/findings.js';
import { type TroubledProxy, troubledProxy } from '../testing/troubled-proxy.js';
import { deliver, outputTo, uriOf } from './testing/output.js';
import { type Mongodb, mayCrash, PASSWORD, startMongodb, whyNoMongodb } from './testing/server.js';

const missing = whyNoMongodb();
if (missing) console.warn(`The output to MongoDB is not tested: ${missing}`);

const events = (from: number, number: number, asn = '64496') =>
  Array.from({ length: number }, (_, at) =>
    eventOf(['ip', 'port', 'asn', 'banner'], { ip: '192.0.2.1', port: String(from + at), asn, banner: 'x' }),
  );

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('the output to MongoDB', () => {
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

  async function world(values: object = {}, keys: object = {}) {
    const database = `base_${++made}`;
    const open = (more: object = {}) => outputTo(server.port, { database, ...values, ...more }, keys);
    const output = await open();
    await output.prepare(NEVER);
    const collection = server.admin.db(database).collection(SLICE.type);
    return { database, open, output, collection, stored: () => collection.countDocuments() };
  }

  /** The code and the message, which contains no secret. */
  async function failure(work: Promise<unknown>): Promise<string> {
    const thrown = (await work.then(
      () => ({ code: 'none', message: '' }),
      (error) => error,
    )) as SundialError;
    expect(thrown.message).not.toContain(PASSWORD);
    expect(thrown.message).not.toContain('wrong-horse');
    return `${thrown.code}: ${thrown.message}`;
  }
  const checked = async (output: Promise<Output>) => {
    const one = await output;
    return failure(one.check(NEVER).finally(() => one.close()));
  };

  it('names a server that is away, and a wrong password', async () => {
    expect(await checked(outputTo(0, { uri: uriOf(await freePort()) }))).toMatch(
      /^mongodb-unreachable: output desk \(MongoDB at 127.0.0.1:\d+\) cannot be reached.*ECONNREFUSED/,
    );
    const wrong = { password: new Secret('wrong-horse') };
    expect(await checked(outputTo(server.port, wrong))).toMatch(/^mongodb-auth: .*Authentication failed/);
    const inUri = new Secret(`mongodb://sundial:wrong-horse@127.0.0.1:${server.port}/`);
    const alone = { uri: inUri, username: '', password: new Secret('') };
    expect(await checked(outputTo(0, alone))).toMatch(/^mongodb-auth: /);
  });

  it.runIf(mayCrash)('encrypts and checks the certificate if the connection string says so', async () => {
    const over = (more: string) => outputTo(0, { uri: uriOf(server.tlsPort, `&tls=true${more}`) });
    expect(await checked(over(''))).toMatch(/^mongodb-tls: .*certificate/);
    const trusted = await over(`&tlsCAFile=${server.caFile}`);
    expect(Object.fromEntries((await trusted.check(NEVER)).facts)).toMatchObject({ encryption: 'TLS' });
    await trusted.close();
  });

  it('replaces, deletes and counts events, and creates indexes', async () => {
    const { output, collection } = await world();
    await deliver(output, events(0, 30));
    await deliver(output, events(0, 30), events(100, 5));
    await deliver(output, [], events(20, 10));
    expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 20 }]);
    const keys = (await collection.indexes()).map(({ key }) => Object.keys(key).join(' '));
    expect(keys.toSorted()).toEqual(['_id', 'event.ip date', 'type date']);
    await output.close();
  });

  it('keeps databases for each autonomous system and organisation', async () => {
    const names = { database: 'ss_{organisation}_{asn}', organisations: ['64496=Example University'] };
    const output = await outputTo(server.port, names);
    await output.prepare(NEVER);
    await deliver(output, [...events(0, 3, '64496'), ...events(3, 2, '64497'), ...events(5, 1, '')]);
    await deliver(output, [], events(4, 1, '64497'));
    const found = ['ss_example_university_64496', 'ss_unknown_64497', 'ss_unknown_unknown'].map((name) =>
      server.admin.db(name).collection(SLICE.type).countDocuments(),
    );
    expect(await Promise.all(found)).toEqual([3, 1, 1]);
    expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 5 }]);
    await output.close();
  });

  it('writes the documents of the mail pipeline', async () => {
    const { output, collection } = await world({ documents: 'mail-pipeline' });
    await deliver(output, events(0, 2));
    expect(await collection.findOne({ port: '1' })).toMatchObject({
      ...{ category: SLICE.type, filename: '2026-01-15-scan_ntp-example_as64496.csv', banner: 'x' },
    });
    expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 2 }]);
    await output.close();
  });

  it('refuses documents that the server does not accept, and writes all others', async () => {
    const { output, collection, stored } = await world();
    await deliver(output, events(5, 1));
    await collection.createIndex({ 'event.port': 1 }, { unique: true });
    const twin = eventOf(['port', 'banner'], { port: '5', banner: 'y' });
    const [refused, ...others] = await deliver(output, [...events(1, 4), twin, ...events(6, 4)]);
    expect(others).toEqual([]);
    expect(refused!.id).toBe(twin.id);
    expect(refused!.error.code).toBe('mongodb-document-refused');
    expect(await stored()).toBe(9);
    await output.close();
  });

  it('refuses a document above the limit before it is sent', async () => {
    const { output, stored } = await world();
    const large = eventOf(['banner'], { banner: 'a'.repeat(17 * 1024 * 1024) });
    const refused = await deliver(output, [...events(0, 2), large]);
    expect(refused).toMatchObject([{ id: large.id, error: { code: 'mongodb-document-too-large' } }]);
    expect(await stored()).toBe(2);
    await output.close();
  });

  it('keeps the last change of each finding', async () => {
    const { output, database } = await world({}, { carries: ['events', 'findings'] });
    const send = (...findings: ReturnType<typeof findingOf>[]) =>
      output.deliver!({ carries: 'findings', findings }, NEVER);
    const later = findingOf({ id: 'f1-2', state: 'resolved', at: '2026-01-17T06:00:00.000Z' });
    await send(findingOf({}), findingOf({ id: 'f2-1', finding: 'f2' }), later);
    // As a change that was refused, and is sent again.
    await send(findingOf({}));
    const states = await server.admin.db(database).collection('findings').find().toArray();
    expect(states.map(({ _id, state }) => `${_id} ${state}`).toSorted()).toEqual(['f1 resolved', 'f2 open']);
    expect(await output.counts!(NEVER)).toEqual([]);
    await output.close();
  });

  it('ends at its signal while the server does not answer', async () => {
    const { database, stored } = await world();
    const uri = new Secret(`mongodb://127.0.0.1:${proxy.port}/?directConnection=true`);
    const output = await outputTo(0, { database, uri });
    await deliver(output, events(0, 1));
    proxy.set('hangs');
    const controller = new AbortController();
    const sending = deliver(output, events(1, 1), [], controller.signal);
    controller.abort(new Error('told to stop'));
    await expect(sending).rejects.toThrow('told to stop');
    proxy.set('through');
    await deliver(output, events(1, 1));
    expect(await stored()).toBe(2);
    await output.close();
  });

  it.runIf(mayCrash)('loses and doubles nothing when the server is killed again and again', async () => {
    const { database, stored } = await world();
    const output = await outputTo(0, { database, uri: uriOf(server.port) });
    const batches = Array.from({ length: 8 }, (_, at) => events(at * 100, 100));
    const sending = (async () => {
      for (const batch of batches)
        while ((await failure(deliver(output, batch))) !== 'none: ') await pause(20);
      while ((await failure(deliver(output, [], batches[0]))) !== 'none: ') await pause(20);
    })();
    for (let kills = 0; kills < 2; kills++) {
      await pause(100 + 150 * kills);
      await server.crash();
      await server.revive();
    }
    await sending;
    expect(await stored()).toBe(700);
    expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 700 }]);
    await output.close();
  });
});
