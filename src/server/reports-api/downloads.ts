// Answers downloads of reports by their id, which alone gives access (publisher's report-manager.py).
import type { Readable } from 'node:stream';
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import type { Holder } from './method.js';

export interface DownloadRequest {
  readonly id: string;
  /** Whether only the headers are asked for. */
  readonly isHead: boolean;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Everything that an answer to a download may use. */
export interface DownloadContext {
  /** All constituents that at least one usable key gives access to, by id. */
  readonly holders: readonly Holder[];
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** The secret from which ids are made, as in `Caller`. */
  readonly idKey: Uint8Array;
  /** Ends when the client has gone or the service stops. */
  readonly signal: AbortSignal;
}

export interface DownloadAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: Readable;
  /** The name of the report's file, for the access log. */
  readonly report?: string;
}

/** @throws SundialError `call-gone` for an id that opens nothing */
export async function answerDownload(
  _request: DownloadRequest,
  _context: DownloadContext,
): Promise<DownloadAnswer> {
  throw new SundialError('call-gone');
}
