// Gets the bytes of an inventory from a file, an HTTP(S) address or a database, bounded in size and time.
import { readFile, stat } from 'node:fs/promises';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { queryInventory } from './database.js';
import { isDatabase, shownDatabase } from './database-url.js';

export interface InventorySource {
  /** A file, an http(s) address, or the URL of a database. */
  readonly from: string;
  /** A bearer token for the address; empty = none. */
  readonly token: string;
  /** For a database: what is asked, and the password; empty = none. */
  readonly query: string;
  readonly password: string;
}

const LIMIT_TEXT = `${LIMITS.inventoryBytes / 1024 / 1024} MiB`;

const isHttp = (from: string): boolean => /^https?:\/\//i.test(from);

/** Whether it is somewhere else than in a file. */
export const isAddress = (from: string): boolean => isHttp(from) || isDatabase(from);

/**
 * Reads the whole source. Another place that a server points to is followed only without a token, which is nobody
 * else's.
 *
 * @throws SundialError `path-missing`, `file-unreadable`, `inventory-unreachable`, `inventory-too-large`, and those of
 *   databases
 */
export async function fetchInventory({ from, token, ...asked }: InventorySource): Promise<Buffer> {
  if (isDatabase(from)) return queryInventory({ url: from, ...asked });
  return isHttp(from) ? fromAddress(from, token) : fromFile(from);
}

async function fromFile(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > LIMITS.inventoryBytes) throw tooLarge(file);
    return await readFile(file);
  } catch (thrown) {
    if (thrown instanceof SundialError) throw thrown;
    const { code, message } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new SundialError('path-missing', { file }, { cause: thrown });
    throw new SundialError('file-unreadable', { file, problem: message }, { cause: thrown });
  }
}

async function fromAddress(url: string, token: string): Promise<Buffer> {
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.timeout(LIMITS.inventorySeconds * 1000),
      redirect: token ? 'error' : 'follow',
      headers: { accept: 'application/json, text/csv', ...(token && { authorization: `Bearer ${token}` }) },
    });
    if (!answer.ok) throw unreachable(url, `HTTP ${answer.status}`);
    return await bounded(answer, url);
  } catch (thrown) {
    if (thrown instanceof SundialError) throw thrown;
    const { name, message, cause } = thrown as Error & { cause?: Error };
    const problem =
      name === 'TimeoutError' ? `no answer in ${LIMITS.inventorySeconds} s` : (cause?.message ?? message);
    throw unreachable(url, problem, thrown);
  }
}

async function bounded(answer: Response, url: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > LIMITS.inventoryBytes) throw tooLarge(url);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (from: string) =>
  new SundialError('inventory-too-large', { file: shownOrigin(from), limit: LIMIT_TEXT });

const unreachable = (url: string, problem: string, cause?: unknown) =>
  new SundialError('inventory-unreachable', { url: shownOrigin(url), problem }, { cause });

/** The source as it may be shown and stored: an address without its query and user, which may hold secrets. */
export function shownOrigin(from: string): string {
  if (isDatabase(from)) return shownDatabase(from);
  if (!isHttp(from) || !URL.canParse(from)) return from;
  const { origin, pathname } = new URL(from);
  return `${origin}${pathname}`;
}
