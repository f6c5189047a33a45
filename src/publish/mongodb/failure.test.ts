// Checks which error says what about failures of the driver and the server, and the rights that a user needs.
import { describe, expect, it } from 'vitest';
import { Secret } from '../../domain/secret.js';
import { missingActions, type Privilege } from './describe.js';
import { asMongodbError } from './failure.js';
import type { MongodbTarget } from './target.js';

const TARGET = {
  ...{ what: 'output desk (MongoDB at db)', username: 'sundial', database: 'ss', findings: undefined },
  secrets: [new Secret('horse')],
} as unknown as MongodbTarget;

const failed = (name: string, details: object = {}) =>
  Object.assign(new Error('the horse failed'), { name, ...details });

it.each([
  ['mongodb-auth', failed('MongoServerError', { code: 18 })],
  ['mongodb-auth', failed('MongoServerError', { code: 8000 })],
  ['mongodb-auth', failed('MongoMissingCredentialsError')],
  ['mongodb-rights', failed('MongoServerError', { code: 13 })],
  ['mongodb-busy', failed('MongoServerError', { code: 10107 })],
  ['mongodb-busy', failed('MongoServerError', { code: 14031 })],
  ['mongodb-timeout', failed('MongoServerError', { code: 50 })],
  ['mongodb-timeout', failed('MongoBulkWriteError', { code: 64 })],
  ['mongodb-timeout', failed('MongoNetworkTimeoutError')],
  ['mongodb-unreachable', failed('MongoNetworkError')],
  ['mongodb-unreachable', failed('MongoServerSelectionError')],
  ['mongodb-unreachable', failed('Error', { code: 'ENOTFOUND' })],
  [
    'mongodb-tls',
    failed('MongoServerSelectionError', { cause: failed('Error', { code: 'CERT_HAS_EXPIRED' }) }),
  ],
  ['mongodb-refused', failed('MongoServerError', { code: 59 })],
])('%s, without a secret', (code, thrown) => {
  const error = asMongodbError(thrown, TARGET);
  expect(error.code).toBe(code);
  expect(error.message).toContain('the [redacted] failed');
});

it('names the role that is missing', () => {
  const denied = failed('MongoServerError', { code: 13 });
  const everywhere = { ...TARGET, database: 'ss_{asn}' };
  expect(asMongodbError(denied, TARGET).message).toContain('give the user the role readWrite on ss');
  expect(asMongodbError(denied, everywhere).message).toContain('the role readWriteAnyDatabase');
});

describe('the privileges of a user', () => {
  const READ_WRITE = ['find', 'insert', 'update', 'remove', 'createIndex', 'listCollections', 'dropIndex'];
  const on = (db: string, actions = READ_WRITE): Privilege => ({ resource: { db, collection: '' }, actions });
  const missing = (database: string, ...privileges: Privilege[]) =>
    missingActions(privileges, { database, findings: undefined });

  it('suffice on the database, on all databases, or on everything', () => {
    expect(missing('ss', on('ss'))).toEqual([]);
    expect(missing('ss', on(''))).toEqual([]);
    expect(missing('ss_{asn}', on(''))).toEqual([]);
    expect(missing('ss', { resource: { anyResource: true }, actions: READ_WRITE })).toEqual([]);
  });

  it('lack actions, or are for other databases or single collections', () => {
    expect(missing('ss', on('ss', ['find', 'listCollections']))).toEqual([
      ...['insert on ss', 'update on ss', 'remove on ss', 'createIndex on ss'],
    ]);
    expect(missing('ss', on('other'))).toHaveLength(6);
    expect(missing('ss', { resource: { db: 'ss', collection: 'one' }, actions: READ_WRITE })).toHaveLength(6);
    expect(missing('ss_{asn}', on('ss_64496'))[0]).toBe('find on every database');
  });
});
