// Gets the publisher's reports.json from a file or the web, with limits on size and time.
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { type PublishedType, parsePublished } from './published.js';

export interface FetchRequest {
  /** Where relative file names start. */
  readonly cwd: string;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

export interface Fetched {
  /** The file or address as it may be shown and kept. */
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
  const { cwd, timeoutMs = 30_000, maxBytes = LIMITS.catalogueBytes } = request;
  const url = /^https?:\/\//i.test(source) && URL.canParse(source) ? new URL(source) : undefined;
  // An address may hold a password or a token, a message must not.
  const shown = url ? `${url.origin}${url.pathname}` : source;
  const refuse: Refuse = (problem, cause) => {
    throw new SundialError('catalogue-unreadable', { file: shown, problem }, { cause });
  };
  const bytes = url
    ? await download(url, { timeoutMs, maxBytes }, refuse)
    : await readLocal(resolve(cwd, source), maxBytes, refuse);
  return { source: shown, published: parsePublished(decode(bytes, refuse), shown) };
}

async function readLocal(path: string, maxBytes: number, refuse: Refuse): Promise<Uint8Array> {
  const file = await open(path).catch((thrown: NodeJS.ErrnoException) =>
    refuse(thrown.code === 'ENOENT' ? 'there is no such file' : `it cannot be read: ${thrown.code}`, thrown),
  );
  try {
    const stats = await file.stat();
    if (!stats.isFile()) refuse('it is not a file');
    if (stats.size > maxBytes) refuse(tooLarge(maxBytes));
    return await file.readFile();
  } finally {
    await file.close();
  }
}

interface DownloadLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

async function download(url: URL, limits: DownloadLimits, refuse: Refuse): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(limits.timeoutMs);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) {
      await response.body?.cancel();
      return refuse(`the server answered ${response.status}`);
    }
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > limits.maxBytes) refuse(tooLarge(limits.maxBytes));
      chunks.push(chunk);
    }
  } catch (thrown) {
    if (thrown instanceof SundialError) throw thrown;
    refuse(networkProblem(thrown, signal, limits), thrown);
  }
  return Buffer.concat(chunks);
}

function networkProblem(thrown: unknown, signal: AbortSignal, { timeoutMs }: DownloadLimits): string {
  if (signal.aborted) return `the server did not finish within ${timeoutMs / 1000} s`;
  const { cause, message } = thrown as Error;
  return `the server cannot be read: ${(cause as NodeJS.ErrnoException | undefined)?.code ?? message}`;
}

function decode(bytes: Uint8Array, refuse: Refuse): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (thrown) {
    return refuse('it is not UTF-8 text', thrown);
  }
}

const tooLarge = (maxBytes: number): string => `it is larger than ${maxBytes} bytes`;
