// A user of the web application for benchmarks: signs in with a link, and times the answers of `/api/v1`.
import http from 'node:http';
import { API_ROOT } from '../src/server/app/contract.js';
import { runCommand } from './service.js';

export interface WebAnswer {
  readonly status: number;
  readonly milliseconds: number;
  /** Milliseconds until the first part of the answer was there, such as the rows of a view. */
  readonly first: number;
  readonly bytes: number;
  readonly etag: string | undefined;
  readonly text: string;
}

/** A password that is long enough; nobody else reaches the service. */
const PASSWORD = 'correct horse battery staple';

/** A kept connection for each request at once, as browsers have. */
const agent = new http.Agent({ keepAlive: true });

export class WebClient {
  private cookie = '';

  constructor(readonly origin: string) {}

  /**
   * Asks as a page does.
   *
   * @param method such as `GET`
   * @param path below `/api/v1`
   * @throws Error for a status of 400 or more
   */
  async ask(method: string, path: string, { body, etag }: Asked = {}): Promise<WebAnswer> {
    const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers = {
      'sec-fetch-site': 'same-origin',
      ...(this.cookie && { cookie: this.cookie }),
      ...(etag && { 'if-none-match': etag }),
      ...(content && { 'content-type': 'application/json', 'content-length': content.length }),
    };
    const began = performance.now();
    const url = `${this.origin}${API_ROOT}${path}`;
    const { answer, text, firstAt } = await requested(url, { method, headers }, content);
    const milliseconds = performance.now() - began;
    const status = answer.statusCode ?? 0;
    if (status >= 400) throw new Error(`${method} ${path} answered ${status}: ${text.slice(0, 500)}`);
    const [cookie] = answer.headers['set-cookie'] ?? [];
    if (cookie) this.cookie = cookie.split(';')[0]!;
    const { etag: given } = answer.headers;
    return {
      status,
      milliseconds,
      first: firstAt - began,
      bytes: Buffer.byteLength(text),
      etag: given,
      text,
    };
  }

  /** The cookie of the session, for a browser. */
  get session(): { readonly name: string; readonly value: string } {
    const [name, value] = this.cookie.split('=');
    return { name: name!, value: value! };
  }
}

interface Asked {
  readonly body?: object;
  /** The tag of the answer that the page has. */
  readonly etag?: string | undefined;
}

/** Adds an analyst to the users of a running service, and signs in as that user. */
export async function signedIn(data: string, origin: string, name: string): Promise<WebClient> {
  const { code, out } = await runCommand(data, ['users', 'invite', name, '--role', 'analyst']);
  const token = /#(\S+)/.exec(out)?.[1];
  if (code !== 0 || !token) throw new Error(`no link for a user: ${out}`);
  const client = new WebClient(origin);
  await client.ask('POST', '/start', { body: { token, password: PASSWORD } });
  return client;
}

function requested(
  url: string,
  options: http.RequestOptions,
  body: Buffer | undefined,
): Promise<{ readonly answer: http.IncomingMessage; readonly text: string; readonly firstAt: number }> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { ...options, agent }, (answer) => {
      const chunks: Buffer[] = [];
      let firstAt = 0;
      answer.on('data', (chunk: Buffer) => {
        if (chunks.push(chunk) === 1) firstAt = performance.now();
      });
      answer.on('error', reject);
      answer.on('end', () => resolve({ answer, text: Buffer.concat(chunks).toString(), firstAt }));
    });
    request.on('error', reject);
    request.end(body);
  });
}
