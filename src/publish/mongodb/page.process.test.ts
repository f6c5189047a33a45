// Follows the page on MongoDB: runs its configurations on a server, and compares its document and its queries.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BSON, type Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../config/index.js';
import { folderWith } from '../../config/testing/folder.js';
import type { Output } from '../output.js';
import { outputEntries } from '../short-form.js';
import { eventOf, NEVER } from '../testing/events.js';
import { findingOf } from '../testing/findings.js';
import { openMongodb } from './open.js';
import type { MongodbEntry } from './target.js';
import { type Mongodb, mayCrash, PASSWORD, startMongodb, whyNoMongodb } from './testing/server.js';

const missing = whyNoMongodb();
if (missing) console.warn(`The page on MongoDB is not tested: ${missing}`);

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../../docs/how-to/mongodb.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code!);

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('the page on MongoDB', () => {
  let server: Mongodb;
  const [shown, query, old] = blocks('json').map((text) => BSON.EJSON.parse(text) as Document);
  const [encrypted, divided] = blocks('yaml');
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    server = await startMongodb();
  });
  afterAll(() => server?.stop());

  /** The output of a configuration, with the files of this test. */
  async function outputOf(yaml: string, env: NodeJS.ProcessEnv = {}): Promise<Output> {
    const cwd = await folderWith({ password: PASSWORD });
    const text = yaml.replace('/run/secrets/mongodb_password', path.join(cwd, 'password'));
    const folder = await folderWith({ 'sundial.yaml': text });
    const { settings } = await loadSettings({ flags: {}, env, cwd: folder, home: folder });
    const [entry, ...others] = outputEntries(settings);
    expect(others).toEqual([]);
    return openMongodb(entry as MongodbEntry);
  }

  const row = shown!.event as Record<string, unknown>;
  const texts = {
    ...row,
    ...{ timestamp: '2026-01-15 10:20:30', port: '443', asn: '64496', tag: 'ssl;vpn' },
  } as Record<string, string>;
  const slice = { type: 'scan_ssl', date: '2026-01-15' };
  const event = { ...eventOf(Object.keys(texts), texts, slice), id: shown!._id, list: shown!.list };
  const send = (output: Output) =>
    output.deliver!({ carries: 'events', occasion: '1', slice, appeared: [event], withdrawn: [] }, NEVER);

  it.runIf(mayCrash)('writes the document that it shows, over TLS, and a finding', async () => {
    const output = await outputOf(
      encrypted!
        .replace('db.example.com', `127.0.0.1:${server.tlsPort}`)
        .replace('/etc/ssl/example-ca.pem', server.caFile),
    );
    expect((await output.check(NEVER)).sentence).toBe(
      `sundial may write to database shadowserver at 127.0.0.1:${server.tlsPort}`,
    );
    await output.prepare(NEVER);
    expect(await send(output)).toEqual([]);
    await output.deliver!({ carries: 'findings', findings: [findingOf({})] }, NEVER);
    const database = server.admin.db('shadowserver');
    expect(await database.collection('scan_ssl').find(query!).toArray()).toEqual([shown]);
    expect(await database.collection('findings').countDocuments()).toBe(1);
    expect(await output.counts!(NEVER)).toEqual([{ ...slice, events: 1 }]);
    const later = BSON.EJSON.parse(
      BSON.EJSON.stringify(old!).replace('2026-01-01', '2026-02-01'),
    ) as Document;
    expect(await database.collection('scan_ssl').deleteMany(later)).toMatchObject({ deletedCount: 1 });
    await output.close();
  });

  it('keeps a database for an organisation', async () => {
    const output = await outputOf(divided!.replace('db.example.com', `127.0.0.1\n    port: ${server.port}`));
    await send(output);
    const database = server.admin.db('ss_example_university_as64496');
    expect(await database.collection('scan_ssl').countDocuments()).toBe(1);
    await output.close();
  });

  it('takes the variables of the mail pipeline', async () => {
    const pairs = blocks('ini')[0]!
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]);
    const own = { mongo_host: '127.0.0.1', mongo_port: String(server.port), mongo_password: PASSWORD };
    const output = await outputOf('', { ...Object.fromEntries(pairs), ...own });
    await send(output);
    expect(await server.admin.db('ss_as64496').collection('scan_ssl').findOne()).toMatchObject({
      ...{ filename: '2026-01-15-scan_ssl-example-network_as64496.csv', port: '443' },
    });
    await output.close();
  });
});
