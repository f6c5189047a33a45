// Downloads the target of a link in a message: over https, from allowed hosts, never from the operator's own network.
import { isIP } from 'node:net';
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { Secret } from '../../../domain/secret.js';
import {
  type FailureCodes,
  HttpClient,
  type HttpRequest,
  type HttpResponse,
  type Pace,
  publicAddresses,
  target,
  withRetries,
} from '../../../net/index.js';
import { baseName, isUnsafe, shownName } from '../../unpack/names.js';
import { libmime } from '../message/libmime.js';
import { MAIL_CODES } from '../web.js';

export interface LinkOptions {
  /** Hosts that links and redirects may lead to. */
  readonly hosts: ReadonlySet<string>;
  /** The displayed name of the option that holds these hosts. */
  readonly option: string;
  /** For tests: loopback addresses count as public, and work without https. */
  readonly allowLoopback: boolean;
  readonly pace: Pace;
  /** The environment, whose proxies are used; a proxy itself decides which addresses it connects to. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

/** The result of following a link. */
export interface LinkedFile {
  /** The file name from the server; undefined if the server sends no safe name. */
  readonly name?: string;
  readonly body: AsyncIterable<Buffer>;
}

const PAGE = /^\s*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i;

/** An expired link does not make a mailbox fail, unlike the same answers from the mailbox's server. */
const LINK_CODES: FailureCodes = {
  ...MAIL_CODES,
  auth: 'mail-link-gone',
  forbidden: 'mail-link-gone',
  'not-found': 'mail-link-gone',
  refused: 'mail-link-gone',
  redirect: 'mail-link-gone',
  private: 'mail-link-private',
  'too-large': 'mail-link-large',
};

/** Follows links one after another, over the same connections. */
export class Links {
  private readonly options: LinkOptions;
  private readonly http: HttpClient;

  constructor(options: LinkOptions) {
    this.options = options;
    const { env, pace, allowLoopback } = options;
    const addresses = publicAddresses({ allowLoopback });
    this.http = new HttpClient({ env, clock: pace.clock, codes: LINK_CODES, addresses });
  }

  /**
   * Opens a link; the body fails with a SundialError if it is cut off or grows too large.
   *
   * @param file the link's name in messages
   * @throws SundialError `mail-link-*`, `mail-*`
   */
  async open(link: Secret, file: string): Promise<LinkedFile> {
    const request = this.request(link, file);
    const response = await withRetries(() => this.http.send(request), this.options.pace);
    const name = nameOf(response.headers['content-disposition']);
    return { ...(name && { name }), body: await reportBody(response, file) };
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private request(link: Secret, file: string): HttpRequest {
    const url = this.allowed(new URL(link.reveal()), file);
    return {
      ...target(url),
      about: { what: file, file },
      secrets: [link, new Secret(url.pathname.slice(1) + url.search)],
      idleMs: LIMITS.mailIdleMs,
      maxBytes: LIMITS.downloadBytes,
      redirects: (next) => this.allowed(next, file),
    };
  }

  /** The address with https. @throws SundialError for a host that is not allowed */
  private allowed(given: URL, file: string): URL {
    const { hosts, option, allowLoopback } = this.options;
    const url = new URL(given);
    if (!hosts.has(url.host)) throw new SundialError('mail-link-foreign', { file, host: url.host, option });
    const mayBePlain = allowLoopback && isIP(url.hostname);
    if (url.protocol === 'http:' && !mayBePlain) url.protocol = 'https:';
    if (!/^https?:$/.test(url.protocol)) throw new SundialError('mail-link-private', { file });
    return url;
  }
}

/** The name of Content-Disposition without folders (RFC 6266); the rest of the header is ignored. */
function nameOf(header: string | undefined): string | undefined {
  if (!header) return undefined;
  // Header bytes beyond ASCII are read as Latin-1; names are usually UTF-8.
  const text = Buffer.from(header, 'latin1').toString('utf8');
  const name = baseName(libmime().parseHeaderValue(text).params.filename ?? '');
  return name === '' || isUnsafe(name) ? undefined : shownName(name);
}

/** The body, unless it is a web page. */
async function reportBody({ body }: HttpResponse, file: string): Promise<AsyncIterable<Buffer>> {
  const begun: Buffer[] = [];
  let bytes = 0;
  while (bytes < PAGE_HEAD_BYTES) {
    const step = await body.next();
    if (step.done) break;
    begun.push(step.value);
    bytes += step.value.length;
  }
  if (PAGE.test(Buffer.concat(begun).toString('latin1', 0, PAGE_HEAD_BYTES))) {
    await body.return(undefined);
    throw new SundialError('mail-link-page', { file });
  }
  return (async function* () {
    yield* begun;
    yield* body;
  })();
}

const PAGE_HEAD_BYTES = 1024;
