// An output to a test's server, and the shapes in which tests hand batches to it.
import { Secret } from '../../../domain/secret.js';
import { shortFormValues } from '../../../domain/short-form.js';
import type { EventMessage } from '../../messages.js';
import type { Output, Refusal } from '../../output.js';
import { DEFAULT_KEYS } from '../../short-form.js';
import { NEVER, SLICE } from '../../testing/events.js';
import { MONGODB_OPTIONS } from '../declaration.js';
import { openMongodb } from '../open.js';
import type { MongodbEntry } from '../target.js';
import { PASSWORD, USER } from './server.js';

/** An entry with these values and keys; the others are the defaults. */
export function entryOf(values: object, keys: object = {}): MongodbEntry {
  return {
    ...{ name: 'desk', kind: 'mongodb', label: 'desk', isShortForm: false },
    ...{ shown: {}, unset: {}, variables: [], keys: { ...DEFAULT_KEYS, ...keys } },
    values: { ...shortFormValues({}, MONGODB_OPTIONS), ...values },
  } as MongodbEntry;
}

/** The output of an entry, signed in as the tests' user unless the values say otherwise. */
export function outputTo(port: number, values: object = {}, keys: object = {}): Promise<Output> {
  const server = 'uri' in values ? {} : { host: '127.0.0.1', port };
  const user = { username: USER, password: new Secret(PASSWORD) };
  return openMongodb(entryOf({ ...server, ...user, ...values }, keys));
}

/** The connection string of a server on this machine, with less patience than the defaults. */
export const uriOf = (port: number, more = ''): Secret =>
  new Secret(
    `mongodb://127.0.0.1:${port}/?directConnection=true&serverSelectionTimeoutMS=1500&connectTimeoutMS=1500${more}`,
  );

export function deliver(
  output: Output,
  appeared: readonly EventMessage[],
  withdrawn: readonly EventMessage[] = [],
  signal = NEVER,
): Promise<readonly Refusal[]> {
  return output.deliver!({ carries: 'events', occasion: '1', slice: SLICE, appeared, withdrawn }, signal);
}
