// Detects the form of a report's bytes, and reads them with the reader for that form.
import { SundialError } from '../domain/errors.js';
import { checkFirstRecord, readCsv } from './read-csv.js';
import { readJson } from './read-json.js';
import type { ReadResult, ReportJob, RowSink } from './report-reader.js';

/** The form of a report's bytes. */
type Form = 'csv' | 'json';

/**
 * Reads one report into `sink`.
 *
 * @param chunks the report's uncompressed bytes
 * @throws SundialError `file-not-a-report` for HTML pages, binary data, UTF-16 text, and anything else that is not a
 * report of its type
 */
export async function readReport(
  chunks: AsyncIterable<Buffer>,
  job: ReportJob,
  sink: RowSink,
): Promise<ReadResult> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    const head = await headOf(iterator);
    const all = join(head, { [Symbol.asyncIterator]: () => iterator });
    return await (tellForm(head, job.path) === 'json' ? readJson(all, job, sink) : readCsv(all, job, sink));
  } finally {
    // Closes the file if the report was refused.
    await iterator.return?.();
  }
}

/**
 * Reads only the beginning, which suffices to refuse most files that are not reports before they join a batch.
 *
 * @throws SundialError `file-not-a-report`
 */
export async function checkBeginning(
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  job: ReportJob,
): Promise<void> {
  const iterator = each(chunks);
  const head = await headOf(iterator);
  await iterator.return(undefined);
  const form = tellForm(head, job.path);
  const isWhole = head.length < HEAD_BYTES;
  if (!isWhole && (form === 'json' || !head.includes(LF))) return;
  if (form === 'csv') checkFirstRecord(head, job);
  else await readJson(join(head), job, DISCARDED);
}

async function* each(chunks: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
}

/** A sink that discards rows. */
const DISCARDED: RowSink = { events: { add: () => {} }, quarantine: { add: () => {} }, rowAdded: () => {} };

/** Joins the first chunks, because a single chunk may be too short to detect the form. */
async function headOf(iterator: AsyncIterator<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let bytes = 0; bytes < HEAD_BYTES; ) {
    const { done, value } = await iterator.next();
    if (done) break;
    // A copy, because the source may reuse its buffer.
    chunks.push(Buffer.from(value));
    bytes += value.length;
  }
  return Buffer.concat(chunks);
}

async function* join(head: Buffer, rest?: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  if (rest) yield* rest;
}

/** Bytes at the beginning that decide the form: more than any published header has. */
const HEAD_BYTES = 64 * 1024;
const LF = 0x0a;
const CR = 0x0d;

function tellForm(chunk: Buffer, file: string): Form {
  const head = chunk.subarray(0, HEAD_BYTES);
  const refuse = (problem: string) => new SundialError('file-not-a-report', { file, problem });
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    throw refuse('is UTF-16 text; convert it to UTF-8');
  }
  // A header contains no NUL. Cells of later rows may, so only the first line is checked.
  const ends = [head.indexOf(LF), head.indexOf(CR)].filter((end) => end >= 0);
  if (head.subarray(0, Math.min(head.length, ...ends)).includes(0)) throw refuse('contains binary data');
  const text = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (/^<(!doctype|html|\?xml|head|body)/i.test(text)) throw refuse('is a web page, not a report');
  return JSON_ROWS.test(text) ? 'json' : 'csv';
}

/** An object or a list, possibly after a first line of text that cannot be a header. */
const JSON_ROWS = /^(?:(?!.*timestamp)[^\r\n]{0,1000}[\r\n]+\s*\{|[{[])/i;
