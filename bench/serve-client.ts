// A client of the Reports API for benchmarks: signs requests like the publisher's clients, and times the answers.
import type http from 'node:http';
import { type MadeKey, signatureOf } from '../src/access/index.js';
import { exchange } from './exchange.js';

export interface Answered {
  readonly milliseconds: number;
  readonly bytes: number;
  readonly text: string;
}

/** One answer about changes. */
export interface ChangesAnswered {
  readonly milliseconds: number;
  readonly bytes: number;
  readonly events: number;
  readonly cursor: string;
  /** Whether there may be more. */
  readonly more: boolean;
}

const LINE_END = 0x0a;

export class ApiClient {
  constructor(
    private readonly address: string,
    private readonly key: MadeKey,
  ) {}

  /** Calls a method. @throws Error for a status other than 200 */
  async ask(method: string, body: object): Promise<Answered> {
    const { apikey, secret } = this.key.credentials;
    const bytes = Buffer.from(JSON.stringify({ ...body, apikey: apikey.reveal() }));
    const headers = { hmac2: signatureOf(secret, bytes), 'content-length': bytes.length };
    const chunks: Buffer[] = [];
    const began = performance.now();
    await this.request(`/api2/${method}`, { method: 'POST', headers }, bytes, (chunk) => chunks.push(chunk));
    const milliseconds = performance.now() - began;
    const text = Buffer.concat(chunks);
    return { milliseconds, bytes: text.length, text: text.toString() };
  }

  /** Downloads a report without keeping it; returns its size. @throws Error for a status other than 200 */
  async download(id: string): Promise<number> {
    let bytes = 0;
    await this.request(`/dl/${id}`, { method: 'GET' }, undefined, (chunk) => {
      bytes += chunk.length;
    });
    return bytes;
  }

  /** Reads the changes after a cursor, or from the first stored event. @throws Error for a status other than 200 */
  async changes(cursor: string | undefined, limit: number): Promise<ChangesAnswered> {
    const { apikey, secret } = this.key.credentials;
    const auth = `${apikey.reveal()}:${secret.reveal()}`;
    const query = new URLSearchParams({ limit: String(limit), ...(cursor && { cursor }) });
    let [bytes, events] = [0, 0];
    const began = performance.now();
    const headers = await this.request(`/v1/events?${query}`, { method: 'GET', auth }, undefined, (chunk) => {
      bytes += chunk.length;
      for (const byte of chunk) if (byte === LINE_END) events++;
    });
    return {
      ...{ milliseconds: performance.now() - began, bytes, events },
      cursor: String(headers['sundial-cursor']),
      more: headers['sundial-more'] === 'true',
    };
  }

  /** @throws Error for a status other than 200 */
  private async request(
    path: string,
    options: http.RequestOptions,
    body: Buffer | undefined,
    take: (chunk: Buffer) => void,
  ): Promise<http.IncomingHttpHeaders> {
    const { statusCode, headers } = await exchange(this.address + path, options, body, take);
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
    return headers;
  }
}
