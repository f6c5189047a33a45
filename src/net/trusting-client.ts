// Sends requests to servers with certificates of their own, which are read from a file at the first request.
import { trusting } from './certificates.js';
import { HttpClient, type HttpOptions } from './client.js';
import type { HttpRequest } from './request.js';
import type { HttpResponse } from './response.js';

export interface TrustingOptions extends Omit<HttpOptions, 'ca'> {
  /** A PEM file with the certificates to trust; empty = the usual ones. */
  readonly caFile: string;
}

/** An `HttpClient` for whoever opens something without reading or connecting to anything yet. */
export class TrustingClient {
  private opened: Promise<HttpClient> | undefined;

  constructor(private readonly options: TrustingOptions) {}

  /** @throws SundialError `file-unreadable` for the certificates, and those of `HttpClient.send` */
  async send(request: HttpRequest): Promise<HttpResponse> {
    this.opened ??= this.open();
    return (await this.opened).send(request);
  }

  async close(): Promise<void> {
    await (await this.opened?.catch(() => undefined))?.close();
  }

  private async open(): Promise<HttpClient> {
    const { caFile, ...options } = this.options;
    return new HttpClient({ ...options, ...(await trusting(caFile)) });
  }
}
