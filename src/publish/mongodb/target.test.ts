// Checks where the settings of an output to MongoDB come from, which are refused, and that none of them shows a secret.
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../config/index.js';
import { folderWith } from '../../config/testing/folder.js';
import { outputEntries } from '../short-form.js';
import { openMongodb } from './open.js';
import { type MongodbEntry, readTarget } from './target.js';

/** The outputs of a configuration, with the environment that it was read with. */
async function outputsOf(yaml: string, env: NodeJS.ProcessEnv = {}): Promise<MongodbEntry[]> {
  const cwd = await folderWith({ 'sundial.yaml': yaml });
  const { settings } = await loadSettings({ flags: {}, env, cwd, home: cwd });
  return outputEntries(settings) as MongodbEntry[];
}

async function targetOf(values: object) {
  const [entry] = await outputsOf(
    JSON.stringify({ outputs: [{ name: 'desk', kind: 'mongodb', ...values }] }),
  );
  return readTarget(entry!);
}

describe('the variables of the mail pipeline', () => {
  const env = {
    ...{ mongo_host: 'db.example.com', mongo_port: '27018', mongo_username: 'anon' },
    ...{ mongo_password: 'horse', mongo_auth_source: 'people' },
  };

  it('switch on an output and name its server and user', async () => {
    const [entry, ...others] = await outputsOf('', env);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ name: 'mongodb', kind: 'mongodb' });
    const target = readTarget(entry!);
    expect(target).toMatchObject({
      ...{ username: 'anon', authSource: 'people', database: 'shadowserver', collection: '{type}' },
      what: 'output mongodb (MongoDB at db.example.com:27018)',
    });
    expect(target.uri.reveal()).toBe('mongodb://db.example.com:27018/');
    expect(inspect(target, { depth: 9 })).not.toContain('horse');
  });

  it('switch on nothing without a server', async () => {
    expect(await outputsOf('', { ...env, mongo_host: '' })).toEqual([]);
  });
});

it('a connection string names hosts and the database', async () => {
  const target = await targetOf({
    uri: 'mongodb://me:horse@one.example.com,two.example.com/reports?tls=true',
  });
  expect(target).toMatchObject({
    ...{ database: 'reports', what: 'output desk (MongoDB at one.example.com,two.example.com)' },
  });
  expect(inspect(target, { depth: 9 })).not.toContain('horse');
});

it('takes the address of a host', async () => {
  const { uri } = await targetOf({ host: '2001:db8::1', port: 27_018 });
  expect(uri.reveal()).toBe('mongodb://[2001:db8::1]:27018/');
});

it('findings have a collection beside the events, or one that is named', async () => {
  const carries = ['events', 'findings'];
  expect((await targetOf({ host: 'db', database: 'ss', carries })).findings).toEqual({
    ...{ database: 'ss', collection: 'findings' },
  });
  const named = { host: 'db', database: 'ss_{asn}', findings: 'ss.open.findings', carries };
  expect((await targetOf(named)).findings).toEqual({ database: 'ss', collection: 'open.findings' });
  expect((await targetOf({ host: 'db' })).findings).toBeUndefined();
});

describe('refuses', () => {
  it.each([
    [{}, 'outputs.desk.uri and host are empty'],
    [{ uri: 'http://db.example.com/' }, 'outputs.desk.uri is no connection string'],
    [{ uri: 'mongodb://db/', host: 'db' }, 'outputs.desk.host is set beside uri'],
    [{ host: 'db/x' }, 'outputs.desk.host is not a name or address'],
    [{ host: 'db', password: 'horse' }, 'outputs.desk.username is empty although a password is set'],
    [{ host: 'db', database: 'admin' }, 'outputs.desk.database names a database of the server itself'],
    [{ host: 'db', collection: '{isp}' }, 'outputs.desk.collection names {isp}'],
    [{ host: 'db', organisations: ['64496'] }, 'outputs.desk.organisations has the entry "64496"'],
    [{ host: 'db', documents: 'mail-pipeline', fields: ['ip'] }, 'outputs.desk.fields cannot be set'],
    [
      { host: 'db', database: 'ss_{asn}', carries: ['findings'] },
      'outputs.desk.findings is empty, but events go to several databases',
    ],
    [{ host: 'db', findings: 'local.x', carries: ['findings'] }, 'outputs.desk.findings is "local.x"'],
  ])('%j', async (values, words) => {
    await expect(targetOf(values)).rejects.toThrow(words);
  });
});

describe('opening', () => {
  const opened = async (uri: string) => {
    const [entry] = await outputsOf(JSON.stringify({ outputs: [{ name: 'desk', kind: 'mongodb', uri }] }));
    const output = await openMongodb(entry!);
    await output.close();
  };

  it.each([
    ['mongodb://me:horse@db/?nonsense=1', 'option nonsense is not supported'],
    ['mongodb://me:horse@db/?w=0&journal=false', 'w=0 would lose batches without notice'],
    ['mongodb://me:horse@db:99999999/', 'is not accepted'],
  ])('refuses %s without showing the password', async (uri, words) => {
    const failure = await opened(uri).catch((thrown: Error) => thrown);
    expect(failure?.message).toContain(words);
    expect(failure?.message).not.toContain('horse');
  });

  it('connects to nothing', async () => {
    await opened('mongodb://db.example.com/?tls=true&tlsCAFile=/nonexistent');
  });
});
