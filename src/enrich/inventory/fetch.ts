// Reads the bytes of an inventory from a file, an HTTP(S) address or a database, with limits on size and time.
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
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
import { byteSize } from '../../text/index.js';
import { queryInventory } from './database.js';
import { isDatabase, shownDatabase } from './database-url.js';

export interface InventorySource {
  /** A file, an http(s) address, or the URL of a database. */
  readonly from: string;
  /** A bearer token for the address; empty = none. */
  readonly token: string;
  /** For a database: the query, and the password; empty = none. */
  readonly query: string;
  readonly password: string;
}

/** The origin of the proxies and the time. */
export interface FetchContext {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly clock: Clock;
}

const isHttp = (from: string): boolean => /^https?:\/\//i.test(from);

/** Whether the inventory comes from somewhere other than a file. */
export const isAddress = (from: string): boolean => isHttp(from) || isDatabase(from);

/**
 * Reads the whole source. A redirect to another server is followed only without a token.
 *
 * @throws SundialError `path-missing`, `file-unreadable`, `inventory-unreachable`, `inventory-too-large`, and those of
 *   databases
 */
export async function fetchInventory(source: InventorySource, context: FetchContext): Promise<Buffer> {
  const { from, token, query, password } = source;
  if (isDatabase(from)) return queryInventory({ url: from, query, password });
  if (isHttp(from)) return fromAddress(from, token, context);
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(from) ?? [];
  if (scheme !== undefined)
    throw new SundialError('inventory-unreachable', {
      url: `the address with ${scheme}://`,
      problem: 'only http, https and postgresql are supported',
    });
  return readNamed(from, LIMITS.inventoryBytes, () => tooLarge(from));
}

const CODES: FailureCodes = { ...always('inventory-unreachable'), 'too-large': 'inventory-too-large' };

async function fromAddress(from: string, token: string, { env, clock }: FetchContext): Promise<Buffer> {
  const shown = shownOrigin(from);
  if (!URL.canParse(from))
    throw new SundialError('inventory-unreachable', { url: shown, problem: 'it is not a URL' });
  const url = new URL(from);
  const credentials = token ? { authorization: `Bearer ${token}` } : credentialsOf(url);
  const http = new HttpClient({ env, clock, codes: CODES });
  try {
    const response = await http.send({
      ...target(url),
      headers: { accept: 'application/json, text/csv', ...credentials },
      about: { what: shown, url: shown, file: shown },
      secrets: [new Secret(token)],
      idleMs: LIMITS.inventorySeconds * 1000,
      totalMs: LIMITS.inventorySeconds * 1000,
      maxBytes: LIMITS.inventoryBytes,
      // Another server must not see the token, and its answer to a request without the token would not be the
      // inventory.
      redirects: token ? sameServer : everyServer,
    });
    return await response.bytes();
  } finally {
    await http.close();
  }
}

const tooLarge = (from: string) =>
  new SundialError('inventory-too-large', {
    file: shownOrigin(from),
    limit: byteSize(LIMITS.inventoryBytes),
  });

/** The source in the form to show and store: an address without its query and user, which may hold secrets. */
export function shownOrigin(from: string): string {
  if (isDatabase(from)) return shownDatabase(from);
  if (!isHttp(from) || !URL.canParse(from)) return from;
  const { origin, pathname } = new URL(from);
  return `${origin}${pathname}`;
}
