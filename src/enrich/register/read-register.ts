// Reads the bytes of a register from a file, an HTTP(S) address, a database or a command, with limits on size and time.
import { SundialError } from '../../domain/errors.js';
import { Secret } from '../../domain/secret.js';
import { readNamed } from '../../domain/whole-file.js';
import {
  always,
  credentialsOf,
  everyServer,
  type FailureCodes,
  HttpClient,
  sameServer,
  target,
} from '../../net/index.js';
import { runCommand } from './command.js';
import { isDatabase, readDatabaseUrl, shownDatabase } from './database-url.js';
import { queryMysql } from './mysql.js';
import { queryPostgres } from './postgres.js';
import {
  REGISTER_BOUNDS,
  type RegisterBounds,
  type RegisterContext,
  type RegisterSource,
  tooLarge,
} from './register-source.js';

const isHttp = (from: string): boolean => /^https?:\/\//i.test(from);

/** Whether a register comes from somewhere other than a file. */
export const isAddress = (from: string): boolean => isHttp(from) || isDatabase(from);

/**
 * Reads the whole source. A redirect to another server is followed only without a token.
 *
 * @throws SundialError `path-missing`, `file-unreadable`, `config-invalid`, and those of `INVENTORY_ERRORS`
 */
export async function readRegister(
  source: RegisterSource,
  context: RegisterContext,
  bounds: RegisterBounds = REGISTER_BOUNDS,
): Promise<Buffer> {
  const { from, command, option } = source;
  if (from === '') return runCommand({ option, command, env: context.env, bounds });
  if (isDatabase(from)) return fromDatabase(source, bounds);
  if (isHttp(from)) return fromAddress(source, context, bounds);
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(from) ?? [];
  if (scheme !== undefined)
    throw new SundialError('inventory-unreachable', {
      url: `the address with ${scheme}://`,
      option,
      problem: 'only http, https, postgresql and mysql are supported',
    });
  return readNamed(from, bounds.bytes, () => tooLarge(from, bounds.bytes));
}

async function fromDatabase(source: RegisterSource, bounds: RegisterBounds): Promise<Buffer> {
  const { option, from } = source;
  const address = await readDatabaseUrl(from, option);
  const query = source.query.trim().replace(/;$/, '');
  if (query === '')
    throw new SundialError('config-invalid', {
      place: 'configuration',
      key: `${option}_query`,
      problem: `is not set, and ${option}_source is a database`,
      expected: 'a SELECT',
      example: 'SELECT name AS device, address AS networks FROM devices',
    });
  const request = { source, address, query, bounds };
  return address.kind === 'mysql' ? queryMysql(request) : queryPostgres(request);
}

const CODES: FailureCodes = { ...always('inventory-unreachable'), 'too-large': 'inventory-too-large' };

async function fromAddress(
  { from, token, option }: RegisterSource,
  { env, clock }: RegisterContext,
  bounds: RegisterBounds,
): Promise<Buffer> {
  const shown = shownOrigin(from);
  if (!URL.canParse(from))
    throw new SundialError('inventory-unreachable', { url: shown, option, problem: 'it is not a URL' });
  const url = new URL(from);
  const credentials = token ? { authorization: `Bearer ${token}` } : credentialsOf(url);
  const http = new HttpClient({ env, clock, codes: CODES });
  try {
    const response = await http.send({
      ...target(url),
      headers: { accept: 'application/json, text/csv', ...credentials },
      about: { what: shown, url: shown, file: shown, option },
      secrets: [new Secret(token)],
      idleMs: bounds.seconds * 1000,
      totalMs: bounds.seconds * 1000,
      maxBytes: bounds.bytes,
      // Another server must not see the token, and its answer to a request without the token would not be the
      // register.
      redirects: token ? sameServer : everyServer,
    });
    return await response.bytes();
  } finally {
    await http.close();
  }
}

/** The source in the form to show and store: an address without its query and user, which may hold secrets. */
export function shownOrigin(from: string): string {
  if (isDatabase(from)) return shownDatabase(from);
  if (!isHttp(from) || !URL.canParse(from)) return from;
  const { origin, pathname } = new URL(from);
  return `${origin}${pathname}`;
}
