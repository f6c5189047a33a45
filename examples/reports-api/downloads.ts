// The double's answer to a download: the report, or the requested part.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { OfferedReport } from './reports.js';
import type { Reply } from './send.js';

export interface DownloadRules {
  readonly validators: boolean;
  readonly ranges: boolean;
  readonly now: Date;
}

/** The answer to a GET or HEAD of a report. */
export function sendReport(
  report: OfferedReport,
  { headers: asked }: IncomingMessage,
  { validators, ranges, now }: DownloadRules,
): Reply {
  const { content, issuedAt = new Date(`${report.date}T04:00:00Z`) } = report;
  const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`;
  const modified = issuedAt.toUTCString();
  const headers = {
    'content-type': 'text/csv',
    date: now.toUTCString(),
    ...(validators && { etag, 'last-modified': modified }),
    ...(ranges && { 'accept-ranges': 'bytes' }),
  };
  const from = ranges ? startOf(asked.range) : undefined;
  // RFC 9110, 13.1.5: a part only of the version that If-Range names, otherwise the whole file.
  const isSame = asked['if-range'] === undefined || [etag, modified].includes(String(asked['if-range']));
  if (from === undefined || !isSame) return { status: 200, headers, body: content };
  if (from >= content.length)
    return { status: 416, headers: { 'content-range': `bytes */${content.length}` }, body: Buffer.alloc(0) };
  const range = `bytes ${from}-${content.length - 1}/${content.length}`;
  return { status: 206, headers: { ...headers, 'content-range': range }, body: content.subarray(from) };
}

function startOf(range: string | undefined): number | undefined {
  const start = /^bytes=(\d+)-$/.exec(range ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}
