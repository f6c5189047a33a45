// The Reports API as a source: lists and downloads the reports of one account.
import { printable } from '../../text/index.js';
import type { Reading, ReadRequest, Source, SourceView } from '../source.js';
import type { ReportsApi } from './contract.js';
import { ApiReading, type ApiReadingOptions } from './reading/api-reading.js';

export interface ApiSourceOptions extends ApiReadingOptions {
  readonly name: string;
  /** The displayed address of the API. */
  readonly url: string;
}

/** One account of the Reports API; `close` also closes the given client. */
export class ApiSource implements Source {
  readonly name: string;
  readonly kind = 'api';
  /** The client, for commands with other requests than a reading. */
  readonly api: ReportsApi;

  constructor(private readonly options: ApiSourceOptions) {
    this.name = options.name;
    this.api = options.api;
  }

  async check(signal?: AbortSignal): Promise<SourceView> {
    const { url } = this.options;
    const pong = await this.api.ping(signal && { signal });
    return {
      sentence: `${url} accepts the key; its clock says ${printable(pong)}`,
      facts: [
        ['address', url],
        ['its clock', pong],
      ],
      json: { url, pong },
    };
  }

  read(request: ReadRequest): Reading {
    return new ApiReading(request, this.options);
  }

  close(): Promise<void> {
    return this.api.close();
  }
}
