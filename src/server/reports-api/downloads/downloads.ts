// Answers downloads of reports by their id, which alone gives access (publisher's report-manager.py).
import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Catalogue } from '../../../catalogue/index.js';
import type { Clock } from '../../../domain/clock.js';
import { SundialError } from '../../../domain/errors.js';
import { OriginalReport } from '../../../query/index.js';
import { begun } from '../../begun.js';
import type { Holder } from '../method.js';
import {
  acceptsGzip,
  type ByteRange,
  hasCopy,
  type RequestHeaders,
  rangeOf,
  wantsRange,
} from './conditions.js';
import { DownloadIds } from './download-ids.js';
import { contentDisposition, fileNameOf } from './file-name.js';
import { findReport, type HolderReport } from './find-report.js';

export interface DownloadRequest {
  readonly id: string;
  /** Whether only the headers are asked for. */
  readonly isHead: boolean;
  readonly headers: RequestHeaders;
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
  /** Rows of a body that is the whole report. */
  readonly rows?: number;
}

/** Compression beyond this level takes longer than it saves on a network. */
const GZIP_LEVEL = 4;

/**
 * A body that fails after its first parts ends without its end, so that the client notices.
 *
 * @throws SundialError `call-gone` for an id that opens nothing, and `report-changed`
 */
export async function answerDownload(
  request: DownloadRequest,
  { holders, idKey, signal }: DownloadContext,
): Promise<DownloadAnswer> {
  const report = await findReport(request.id, new DownloadIds(idKey), holders);
  if (!report) throw new SundialError('call-gone');
  const original = await OriginalReport.open(report.holder.store, report.slice);
  const answer = await new Download(request, report, original, signal).answer();
  return { ...answer, report: fileNameOf(report) };
}

class Download {
  private readonly isGzip: boolean;
  private readonly tag: string;
  private readonly lastModified: string;
  private readonly usual: Record<string, string>;

  constructor(
    private readonly request: DownloadRequest,
    report: HolderReport,
    private readonly original: OriginalReport,
    private readonly signal: AbortSignal,
  ) {
    this.isGzip = acceptsGzip(request.headers);
    this.tag = tagOf(request.id, original, this.isGzip);
    // What an id opens never changes, and the time of a load would tell about the rows of others.
    this.lastModified = new Date(`${report.slice.date}T00:00:00Z`).toUTCString();
    this.usual = {
      // The id is a secret, so only the client itself may keep a copy.
      'cache-control': 'private, no-cache',
      etag: this.tag,
      'last-modified': this.lastModified,
      vary: 'accept-encoding',
      'accept-ranges': 'bytes',
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': contentDisposition(fileNameOf(report)),
    };
  }

  async answer(): Promise<DownloadAnswer> {
    const { headers, isHead } = this.request;
    if (hasCopy(headers, this.tag)) return { status: 304, headers: this.usual };
    if (wantsRange(headers, this.tag, this.lastModified)) {
      const bytes = await this.original.csvBytes({ signal: this.signal });
      const range = rangeOf(headers, bytes);
      if (range) return this.part(range, bytes);
    }
    if (this.isGzip) return isHead ? this.head({ 'content-encoding': 'gzip' }) : this.compressed();
    if (isHead) return this.head(length(await this.original.csvBytes({ signal: this.signal })));
    return this.plain();
  }

  private head(more: Readonly<Record<string, string>>): DownloadAnswer {
    return { status: 200, headers: { ...this.usual, ...more } };
  }

  private async plain(): Promise<DownloadAnswer> {
    const { whole, parts } = await begun(this.csv());
    const headers = { ...this.usual, ...(whole && length(whole.length)) };
    return { status: 200, headers, body: streamOf(parts), rows: this.original.slice.events };
  }

  private async compressed(): Promise<DownloadAnswer> {
    const { parts } = await begun(this.csv());
    // An error of either stream destroys both; the receiver of the second one sees the error.
    const body = pipeline(streamOf(parts), createGzip({ level: GZIP_LEVEL }), () => {});
    const headers = { ...this.usual, 'content-encoding': 'gzip' };
    return { status: 200, headers, body, rows: this.original.slice.events };
  }

  private async part(range: ByteRange | 'none', bytes: number): Promise<DownloadAnswer> {
    if (range === 'none')
      return { status: 416, headers: { ...this.usual, 'content-range': `bytes */${bytes}` } };
    const { first, last } = range;
    const headers = {
      ...this.usual,
      ...length(last - first + 1),
      'content-range': `bytes ${first}-${last}/${bytes}`,
    };
    if (this.request.isHead) return { status: 206, headers };
    const { parts } = await begun(within(this.csv(), range, () => this.original.unchanged()));
    return { status: 206, headers, body: streamOf(parts) };
  }

  private csv(): AsyncGenerator<Buffer> {
    return this.original.csv({ signal: this.signal });
  }
}

/** Differs for different bytes: of the content, of its columns, and of its encoding. It does not give access, as the id does. */
function tagOf(id: string, original: OriginalReport, isGzip: boolean): string {
  const digest = createHash('sha256').update(id).update(original.csvHeader).digest('base64url').slice(0, 22);
  return `"${digest}${isGzip ? '-gzip' : ''}"`;
}

const length = (bytes: number) => ({ 'content-length': String(bytes) });

/** Makes the next part only when the client has taken the one before. */
const streamOf = (parts: AsyncGenerator<Buffer>): Readable =>
  Readable.from(parts, { objectMode: false, highWaterMark: 1 });

/** The bytes of a range. Its last bytes come after a check, because the client takes them for the end. */
async function* within(
  parts: AsyncGenerator<Buffer>,
  { first, last }: ByteRange,
  check: () => Promise<unknown>,
): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const part of parts) {
    const piece = part.subarray(Math.max(0, first - at), Math.max(0, last + 1 - at));
    at += part.length;
    if (at > last) await check();
    if (piece.length > 0) yield piece;
    if (at > last) return;
  }
}
