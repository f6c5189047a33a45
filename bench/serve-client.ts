// A client of the Reports API for benchmarks: signs requests like the publisher's clients, and times the answers.
import http from 'node:http';
import { type MadeKey, signatureOf } from '../src/access/index.js';

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

/** Connections are kept, as HTTP libraries do. */
const LINE_END = 0x0a;
const agent = new http.Agent({ keepAlive: true });

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

  private request(
    path: string,
    options: http.RequestOptions,
    body: Buffer | undefined,
    take: (chunk: Buffer) => void,
  ): Promise<http.IncomingHttpHeaders> {
    return new Promise((resolve, reject) => {
      const request = http.request(this.address + path, { ...options, agent }, (answer) => {
        const isRefused = answer.statusCode !== 200;
        let refusal = '';
        answer.on('data', (chunk: Buffer) => {
          if (isRefused) refusal += String(chunk);
          else take(chunk);
        });
        answer.on('error', reject);
        answer.on('end', () =>
          isRefused
            ? reject(new Error(`${path} answered ${answer.statusCode}: ${refusal}`))
            : resolve(answer.headers),
        );
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}
