// Reads the publisher's reports.json from a file or the web, with limits on size and time.
import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Clock } from '../domain/clock.js';
import { asSundialError, SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { credentialsOf, everyServer, HttpClient, target } from '../net/index.js';
import { type PublishedType, parsePublished } from './published.js';

export interface FetchRequest {
  /** The folder of relative file names. */
  readonly cwd: string;
  /** The environment, which names the proxies. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly clock: Clock;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

export interface Fetched {
  /** The file or address in the form to show and store. */
  readonly source: string;
  readonly published: readonly PublishedType[];
}

type Refuse = (problem: string, cause?: unknown) => never;

/**
 * Reads a reports.json.
 *
 * @param source a file, or an http or https address
 * @throws SundialError `catalogue-unreadable`
 */
export async function fetchPublished(source: string, request: FetchRequest): Promise<Fetched> {
  const { timeoutMs = 30_000, maxBytes = LIMITS.catalogueBytes } = request;
  const url = /^https?:\/\//i.test(source) && URL.canParse(source) ? new URL(source) : undefined;
  // An address may contain a password or a token, but messages must not.
  const shown = url ? `${url.origin}${url.pathname}` : source;
  const refuse: Refuse = (problem, cause) => {
    throw new SundialError('catalogue-unreadable', { file: shown, problem }, { cause });
  };
  const bytes = url
    ? await download(url, { ...request, timeoutMs, maxBytes }, refuse)
    : await readLocal(resolve(request.cwd, source), maxBytes, refuse);
  return { source: shown, published: parsePublished(decode(bytes, refuse), shown) };
}

async function readLocal(path: string, maxBytes: number, refuse: Refuse): Promise<Uint8Array> {
  // A named pipe without a writer would never open.
  const isOther = await stat(path)
    .then((status) => !status.isFile())
    .catch(() => false);
  if (isOther) refuse('it is not a file');
  const file = await open(path).catch((thrown: NodeJS.ErrnoException) =>
    refuse(
      thrown.code === 'ENOENT' ? 'the file does not exist' : `it cannot be read: ${thrown.code}`,
      thrown,
    ),
  );
  try {
    const stats = await file.stat();
    if (stats.size > maxBytes) refuse(tooLarge(maxBytes));
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function download(url: URL, request: Required<FetchRequest>, refuse: Refuse): Promise<Uint8Array> {
  const { env, clock, timeoutMs, maxBytes } = request;
  const http = new HttpClient({ env, clock });
  try {
    const response = await http.send({
      ...target(url),
      headers: credentialsOf(url),
      about: { what: 'the catalogue' },
      idleMs: timeoutMs,
      totalMs: timeoutMs,
      maxBytes,
      redirects: everyServer,
    });
    return await response.bytes();
  } catch (thrown) {
    const { problem = '', status } = asSundialError(thrown).details;
    return refuse(
      status === undefined ? `the server cannot be read: ${problem}` : `the server answered ${status}`,
    );
  } finally {
    await http.close();
  }
}

function decode(bytes: Uint8Array, refuse: Refuse): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (thrown) {
    return refuse('it is not UTF-8 text', thrown);
  }
}

const tooLarge = (maxBytes: number): string => `it is larger than ${maxBytes} bytes`;
