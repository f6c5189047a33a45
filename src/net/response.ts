// The answer to a request: its header has arrived, and its body is read as it arrives, up to the request's limit.
import type { Dispatcher } from 'undici';
import type { SundialError } from '../domain/errors.js';
import { byteSize } from '../text/index.js';
import { type Attempt, connectionFailure, type FailureKind, failure } from './failure.js';
import { notJson } from './words.js';

/** Bytes that are read of the answer to a failed request: enough for a sentence. */
const REJECTION_BYTES = 64 * 1024;

export class HttpResponse {
  readonly status: number;
  /** Names in lower case; the values of a repeated header are joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  private readonly source: Dispatcher.ResponseData['body'];
  private readonly attempt: Attempt;
  private readonly maxBytes: number;

  constructor({ statusCode, headers, body }: Dispatcher.ResponseData, attempt: Attempt, maxBytes: number) {
    this.status = statusCode;
    this.headers = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    this.source = body;
    this.attempt = attempt;
    this.maxBytes = maxBytes;
    // An abandoned body fails, and nothing awaits it.
    body.on('error', () => {});
  }

  /** The body as it arrives. Reading throws SundialErrors with the caller's codes. */
  get body(): AsyncGenerator<Buffer> {
    return this.read();
  }

  /** Abandons the body. */
  discard(): void {
    this.source.destroy();
  }

  /** The whole body. @throws SundialError */
  async bytes(): Promise<Buffer> {
    const { 'content-encoding': encoding = 'identity' } = this.headers;
    if (encoding !== 'identity') {
      // Requests ask for uncompressed bodies; decompressing others would need its own limits.
      this.discard();
      throw this.failure('malformed', 'it is compressed, although uncompressed data was requested');
    }
    const chunks: Buffer[] = [];
    for await (const chunk of this.read()) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** The whole body as JSON. @throws SundialError */
  async json(): Promise<unknown> {
    const text = (await this.bytes()).toString('utf8');
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The parser's message quotes the answer.
      throw this.failure('malformed', notJson(text));
    }
  }

  /** Returns the start of the body, as far as it arrives, and abandons the rest. */
  async start(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of this.source) {
        chunks.push(chunk as Buffer);
        bytes += (chunk as Buffer).length;
        if (bytes > REJECTION_BYTES) break;
      }
    } catch {
      // The status matters most; the text is used as far as it arrived.
    }
    this.discard();
    return Buffer.concat(chunks);
  }

  private async *read(): AsyncGenerator<Buffer> {
    let received = 0;
    try {
      for await (const chunk of this.source as AsyncIterable<Buffer>) {
        received += chunk.length;
        if (received > this.maxBytes) throw this.tooLarge();
        yield chunk;
      }
    } catch (thrown) {
      throw connectionFailure(thrown, { ...this.attempt, received });
    } finally {
      this.discard();
    }
  }

  private tooLarge(): SundialError {
    const limit = byteSize(this.maxBytes);
    return failure('too-large', this.attempt, { problem: `it is larger than ${limit}`, limit });
  }

  private failure(kind: FailureKind, problem: string): SundialError {
    return failure(kind, this.attempt, { problem });
  }
}
