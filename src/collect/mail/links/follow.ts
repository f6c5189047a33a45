// Downloads what a link in a message leads to: over https, from allowed hosts, never from one's own network.
import { isIP } from 'node:net';
import libmime from 'libmime';
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import type { Secret } from '../../../domain/secret.js';
import { Connection, type Incoming, openAgent } from '../../api/connection.js';
import type { Pace } from '../../api/pace.js';
import { byteSize } from '../../unpack/meter.js';
import { baseName, isUnsafe, shownName } from '../../unpack/names.js';
import { request, type WebRequest } from '../web.js';
import { isPublic, openGuardedAgent } from './addresses.js';

export interface LinkOptions {
  /** Hosts that may be asked, also after a redirect. */
  readonly hosts: ReadonlySet<string>;
  /** For tests: loopback addresses count as public, and may be asked without https. */
  readonly allowLoopback: boolean;
  readonly pace: Pace;
  /** The environment's proxies are used; a proxy decides for itself where it connects to. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

/** What a link gave. */
export interface LinkedFile {
  /** The name that the server gives it; undefined where it gives none that is safe. */
  readonly name?: string;
  readonly body: AsyncIterable<Buffer>;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const PAGE = /^\s*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i;

/** Follows links one after the other, over the same connections. */
export class Links {
  readonly #options: LinkOptions;
  readonly #connection: Connection;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#connection = new Connection(options.env, (env) =>
      env.https_proxy || env.HTTPS_PROXY ? openAgent(env) : openGuardedAgent(options.allowLoopback),
    );
  }

  /**
   * Opens a link; the body fails with a SundialError where it breaks off or grows too large.
   *
   * @param file what messages call it
   * @throws SundialError `mail-link-*`, `mail-*`
   */
  async open(link: Secret, file: string): Promise<LinkedFile> {
    const answer = await this.#follow(link, file);
    const name = nameOf(answer.headers['content-disposition']);
    return { ...(name && { name }), body: await reportBody(answer, file) };
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #follow(link: Secret, file: string): Promise<Incoming> {
    let url = new URL(link.reveal());
    for (let redirects = 0; ; redirects++) {
      url = this.#allowed(url, file);
      const answer = await this.#ask(url, file, [link]);
      if (!REDIRECTS.has(answer.status)) return answer;
      answer.discard();
      const target = answer.headers.location ?? '';
      if (redirects >= LIMITS.downloadRedirects || !URL.canParse(target, url.href))
        throw new SundialError('mail-link-gone', { file, status: answer.status });
      url = new URL(target, url);
    }
  }

  /** The address with https. @throws SundialError for a host that may not be asked */
  #allowed(given: URL, file: string): URL {
    const { hosts, allowLoopback } = this.#options;
    const url = new URL(given);
    if (!hosts.has(url.host)) throw new SundialError('mail-link-foreign', { file, host: url.host });
    const bare = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(bare) && !isPublic(bare, allowLoopback)) throw new SundialError('mail-link-private', { file });
    if (url.protocol === 'http:' && !(allowLoopback && isIP(bare))) url.protocol = 'https:';
    if (!/^https?:$/.test(url.protocol)) throw new SundialError('mail-link-private', { file });
    return url;
  }

  async #ask(url: URL, file: string, secrets: readonly Secret[]): Promise<Incoming> {
    const asked: WebRequest = {
      url,
      what: file,
      secrets,
      accepts: (status) => status === 200 || REDIRECTS.has(status),
      explain: ({ status }) =>
        status === 429 || status >= 500 ? undefined : new SundialError('mail-link-gone', { file, status }),
    };
    try {
      return await request(asked, this.#connection, this.#options.pace);
    } catch (thrown) {
      throw ofFile(thrown, file);
    }
  }
}

/** An error about one link: the others go on. */
function ofFile(thrown: unknown, file: string): unknown {
  if (!(thrown instanceof SundialError)) return thrown;
  return new SundialError(thrown.code, { ...thrown.details, file });
}

/** The name of Content-Disposition without folders (RFC 6266); nothing of the rest is believed. */
function nameOf(header: string | undefined): string | undefined {
  if (!header) return undefined;
  // Header bytes beyond ASCII come as Latin-1; names are UTF-8 where they are anything.
  const text = Buffer.from(header, 'latin1').toString('utf8');
  const name = baseName(libmime.parseHeaderValue(text).params.filename ?? '');
  return name === '' || isUnsafe(name) ? undefined : shownName(name);
}

/** The body, unless it is a page for people. */
async function reportBody(answer: Incoming, file: string): Promise<AsyncIterable<Buffer>> {
  const iterator = limited(answer, file)[Symbol.asyncIterator]();
  const begun: Buffer[] = [];
  let bytes = 0;
  while (bytes < PAGE_HEAD_BYTES) {
    const step = await iterator.next();
    if (step.done) break;
    begun.push(step.value);
    bytes += step.value.length;
  }
  if (PAGE.test(Buffer.concat(begun).toString('latin1', 0, PAGE_HEAD_BYTES))) {
    await iterator.return(undefined);
    throw new SundialError('mail-link-page', { file });
  }
  return (async function* () {
    yield* begun;
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
}

const PAGE_HEAD_BYTES = 1024;

async function* limited(answer: Incoming, file: string): AsyncGenerator<Buffer> {
  let bytes = 0;
  try {
    for await (const chunk of answer.body) {
      bytes += chunk.length;
      if (bytes > LIMITS.downloadBytes)
        throw new SundialError('mail-link-large', { file, limit: byteSize(LIMITS.downloadBytes) });
      yield chunk;
    }
  } catch (thrown) {
    throw ofFile(thrown, file);
  } finally {
    answer.discard();
  }
}
