// Checks where the settings of an output to PostgreSQL come from: the variables of the existing ingestor, entries of
// `outputs`, and the variables of libpq.
import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../config/index.js';
import { folderWith } from '../../config/testing/folder.js';
import type { Secret } from '../../domain/secret.js';
import { outputEntries } from '../short-form.js';
import { openPostgres } from './open.js';
import { type PostgresEntry, readTarget } from './target.js';

/** The outputs of a configuration, with the environment that it was read with. */
async function outputsOf(yaml: string, env: NodeJS.ProcessEnv = {}): Promise<PostgresEntry[]> {
  const cwd = await folderWith({ 'sundial.yaml': yaml });
  const { settings } = await loadSettings({ flags: {}, env, cwd, home: cwd });
  return outputEntries(settings) as PostgresEntry[];
}
const ENTRY = 'outputs:\n  - {name: desk, kind: postgres, host: db.example.com}\n';

describe('the variables of the existing ingestor', () => {
  it('switch on an output by the password alone', async () => {
    const [entry, ...others] = await outputsOf('', { DB_PASSWORD: 'horse' });
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ name: 'postgres', kind: 'postgres', keys: { start: 'all', filter: [] } });
    const target = readTarget(entry!, {});
    expect(target).toMatchObject({
      ...{ host: 'postgres', port: 5432, database: 'shadowserver_db', user: 'shadowserver_ingestor' },
      ...{ tls: 'prefer', caFile: '', what: 'output postgres (database shadowserver_db at postgres)' },
    });
    expect(JSON.stringify(target)).not.toContain('horse');
  });

  it('name the server, the database and the user', async () => {
    const env = { DB_PASSWORD: 'horse', DB_HOST: 'db', DB_PORT: '5433', DB_NAME: 'base', DB_USER: 'writer' };
    const [entry] = await outputsOf('', env);
    expect(readTarget(entry!, {})).toMatchObject({
      host: 'db',
      port: 5433,
      database: 'base',
      user: 'writer',
    });
  });

  it('switch on nothing without a password', async () => {
    expect(await outputsOf('', { DB_HOST: 'db', PGPASSWORD: 'horse' })).toEqual([]);
  });
});

describe('the variables of libpq', () => {
  it('are used where the entry says nothing', async () => {
    const [entry] = await outputsOf(ENTRY);
    const env = {
      PGHOST: 'other',
      PGPORT: '5434',
      PGDATABASE: 'base',
      PGUSER: 'writer',
      PGPASSWORD: 'horse',
      PGCONNECT_TIMEOUT: '5',
    };
    expect(readTarget(entry!, { ...env, PGSSLMODE: 'verify-ca', PGSSLROOTCERT: '/ca.pem' })).toMatchObject({
      ...{ host: 'db.example.com', port: 5434, database: 'base', user: 'writer', password: 'horse' },
      ...{ tls: 'verify-ca', caFile: '/ca.pem', connectSeconds: 5 },
    });
  });

  it.each([
    [{ PGSSLMODE: 'verify' }, 'PGSSLMODE is "verify"'],
    [{ PGPORT: '70000' }, 'PGPORT is "70000"'],
    [{ PGCONNECT_TIMEOUT: '0' }, 'PGCONNECT_TIMEOUT is "0"'],
  ])('are refused if they make no sense: %j', async (env, words) => {
    const [entry] = await outputsOf(ENTRY);
    expect(() => readTarget(entry!, env)).toThrow(words);
  });
});

describe('a URL', () => {
  const urlOf = (url: string, more = '') =>
    outputsOf(`outputs:\n  - {name: desk, kind: postgres, url: "${url}"${more}}\n`);

  it('stands for what the entry does not set, before the variables of libpq', async () => {
    const url =
      'postgresql://ada:correct%2Fhorse@db.example.com:5433/base?sslmode=verify-ca&sslrootcert=/ca.pem';
    const [entry] = await urlOf(url, ', database: reports');
    const target = readTarget(entry!, { PGHOST: 'other', PGPASSWORD: 'horse', PGSSLMODE: 'disable' });
    expect(target).toMatchObject({
      ...{ host: 'db.example.com', port: 5433, database: 'reports', user: 'ada' },
      ...{ tls: 'verify-ca', caFile: '/ca.pem' },
    });
    expect(String((target.password as Secret).reveal())).toBe('correct/horse');
    expect(JSON.stringify(target)).not.toContain('horse');
  });

  it('names the folder of a socket', async () => {
    const [entry] = await urlOf('postgresql:///base?host=/run/postgresql');
    expect(readTarget(entry!, {})).toMatchObject({
      host: '/run/postgresql',
      database: 'base',
      user: 'shadowserver_ingestor',
    });
  });

  it('alone switches on an output', async () => {
    const [entry] = await outputsOf('', { SUNDIAL_POSTGRES_URL: 'postgres://db.example.com' });
    expect(readTarget(entry!, {})).toMatchObject({ host: 'db.example.com', database: 'shadowserver_db' });
  });

  it.each([
    'mysql://ada:horse@db',
    'postgresql://ada:horse@db/a?sslmode=no',
    'postgresql://ada:horse@db/a?x=horse',
  ])('is refused without being shown: %s', async (url) => {
    const [entry] = await urlOf(url);
    expect(() => readTarget(entry!, {})).toThrow('outputs.desk.url ');
    expect(() => readTarget(entry!, {})).not.toThrow('horse');
  });
});

it('the fields of events cannot be chosen, because the hash covers the whole row', async () => {
  const [entry] = await outputsOf('outputs:\n  - {name: desk, kind: postgres, fields: [ip]}\n');
  const context = { env: {}, folder: '/nonexistent', clock: () => new Date(0) };
  await expect(openPostgres(entry!, { ...context, catalogue: {} as never })).rejects.toThrow(
    'outputs.desk.fields cannot be set',
  );
});
