// The Reports API as a source: one account, which is asked for its lists, and whose reports are downloaded.
import { printable } from '../../text/index.js';
import type { Reading, ReadRequest, Source, SourceView } from '../source.js';
import type { ReportsApi } from './contract.js';
import { ApiReading, type ApiReadingOptions } from './reading/api-reading.js';

export interface ApiSourceOptions extends ApiReadingOptions {
  readonly name: string;
  /** Where the API is, as people are told. */
  readonly url: string;
}

/** One account of the Reports API; `close` closes the client that it is given. */
export class ApiSource implements Source {
  readonly name: string;
  readonly kind = 'api';
  /** For commands that ask the API other things than a reading does. */
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
