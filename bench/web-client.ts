// A user of the web application for benchmarks: signs in with a link, and times the answers of `/api/v1`.
import { API_ROOT } from '../src/server/app/contract.js';
import { exchange } from './exchange.js';
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
    const chunks: Buffer[] = [];
    let firstAt = began;
    const answer = await exchange(
      `${this.origin}${API_ROOT}${path}`,
      { method, headers },
      content,
      (chunk) => {
        if (chunks.push(chunk) === 1) firstAt = performance.now();
      },
    );
    const milliseconds = performance.now() - began;
    const [cookie] = answer.headers['set-cookie'] ?? [];
    if (cookie) this.cookie = cookie.split(';')[0]!;
    const all = Buffer.concat(chunks);
    return {
      ...{ status: answer.statusCode!, milliseconds, first: firstAt - began },
      ...{ bytes: all.length, etag: answer.headers.etag, text: all.toString() },
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
