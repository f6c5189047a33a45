// Downloads the listed reports of the Reports API, several at once, and hands them over one by one.
import { open } from 'node:fs/promises';
import type { Clock } from '../../domain/clock.js';
import type { Collected, Delivery } from '../../domain/delivery.js';
import { asSundialError, errorClass, SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { errorMember, shownWords } from '../../net/index.js';
import { fileContent } from '../unpack/content.js';
import { readingFailure } from '../unpack/failure.js';
import { sniff } from '../unpack/sniff.js';
import { refusal, unpack } from '../unpack/unpack.js';
import type { Listing, ReportsApi, Validators } from './contract.js';
import { type DownloadContext, type Fetched, fetchReport } from './fetch-report.js';
import { listingName, listingPath } from './listing-path.js';
import { SpoolFolder } from './spool-folder.js';

export interface CollectApiOptions {
  readonly api: ReportsApi;
  /** The name of the source in deliveries. */
  readonly label: string;
  /** The folder of downloads until they are handed over; private to Sundial. */
  readonly folder: string;
  /** How many downloads run, or wait to be handed over, at the same time. */
  readonly concurrency: number;
  /** Downloads stop before less space than this would stay free; 0 = never. */
  readonly minFreeDiskMib: number;
  readonly clock: Clock;
  /** Ends collecting at once and silently; the next call continues partial downloads. */
  readonly signal?: AbortSignal;
  /** Called with each downloaded report before it is handed over. */
  readonly downloaded?: (listing: Listing, validators: Validators) => void;
}

/** The result of one listing. */
type Result = { readonly listing: Listing } & (
  | { readonly fetched: Fetched }
  | { readonly error: SundialError }
);

/** Number of refusals without any success that indicate a wrong key; a single withdrawn id is refused in the same way. */
const AUTH_FAILURES = 3;

/** Downloads reports and yields each on arrival. A failed report becomes a refusal, and the others continue. */
export async function* collectApi(
  listings: readonly Listing[],
  options: CollectApiOptions,
): AsyncGenerator<Collected> {
  const spool = await SpoolFolder.open(options.folder);
  await spool.removeAbandoned(listings, options.clock());
  for await (const result of arrivals(listings, spool, options)) {
    if (options.signal?.aborted) return;
    if ('error' in result) yield refused(result.listing, result.error, options);
    else yield* handOver(result.listing, result.fetched, options);
  }
}

/** Runs downloads, a bounded number ahead of the caller, until all are done or further ones would be pointless. */
async function* arrivals(
  listings: readonly Listing[],
  spool: SpoolFolder,
  options: CollectApiOptions,
): AsyncGenerator<Result> {
  const left = new AbortController();
  const signal = AbortSignal.any([left.signal, ...(options.signal ? [options.signal] : [])]);
  const context = { ...options, spool, signal };
  const running = new Map<Listing, Promise<Result>>();
  const judge = new Judge();
  const waiting = [...new Set(listings)];
  try {
    for (;;) {
      while (running.size < options.concurrency && waiting.length > 0 && !judge.verdict) {
        const listing = waiting.shift()!;
        running.set(listing, attempt(listing, context));
      }
      if (running.size === 0) break;
      const result = await Promise.race(running.values());
      judge.hear(result);
      yield result;
      // Only now, so that the report being handed over still counts as ahead.
      running.delete(result.listing);
    }
    for (const listing of waiting) yield { listing, error: notTried(listing, judge.verdict!) };
  } finally {
    // The caller may stop early; running downloads then end at once, and the next call continues them.
    left.abort();
    await Promise.all(running.values());
  }
}

async function attempt(listing: Listing, context: DownloadContext): Promise<Result> {
  try {
    return { listing, fetched: await fetchReport(listing, context) };
  } catch (thrown) {
    return { listing, error: asSundialError(thrown) };
  }
}

/** Decides from the results whether further downloads make sense. */
class Judge {
  private authFailures = 0;
  private hasWorked = false;
  verdict: SundialError | undefined;

  hear(result: Result): void {
    if ('fetched' in result) this.hasWorked = true;
    else if (result.error.code.startsWith('disk-')) this.verdict = result.error;
    else if (errorClass(result.error.code) === 'auth') {
      this.authFailures += 1;
      if (!this.hasWorked && this.authFailures >= AUTH_FAILURES) this.verdict = result.error;
    }
  }
}

function notTried(listing: Listing, { code }: SundialError): SundialError {
  const problem = code.startsWith('disk-') ? 'the disk is full' : 'access is refused';
  return new SundialError('api-not-tried', { what: listingPath(listing), problem });
}

/** Yields the report in a download (or the reports in an archive), and removes the download afterwards. */
async function* handOver(
  listing: Listing,
  { file, validators, publishedAt }: Fetched,
  options: CollectApiOptions,
): AsyncGenerator<Collected> {
  const path = listingPath(listing);
  const origin = {
    source: options.label,
    deliveredAt: options.clock(),
    limits: LIMITS,
    hasChanged: async () => false,
  };
  options.downloaded?.(listing, validators);
  const handle = await open(file.path, 'r');
  try {
    const content = await fileContent(handle, (await handle.stat()).size);
    const error = strangeAnswer(content.head, listing, path);
    if (error) yield refusal({ path }, origin, error);
    else {
      for await (const item of unpack(content, { path, name: listingName(listing), depth: 0 }, origin)) {
        yield item.kind === 'delivery' ? withIdentity(item, listing, path, publishedAt) : item;
      }
    }
  } catch (thrown) {
    yield refusal({ path }, origin, readingFailure(thrown, path));
  } finally {
    await handle.close();
  }
  await file.remove();
}

/** Servers also report errors with status 200: as a web page, or as `{"error": ...}`. */
function strangeAnswer(head: Buffer, listing: Listing, what: string): SundialError | undefined {
  const kind = sniff(head);
  if (typeof kind === 'object')
    return new SundialError('api-malformed', { what, problem: `it ${kind.other}` });
  const error = errorMember(head.toString('utf8').trim());
  if (error === undefined) return undefined;
  return new SundialError('api-refused', { what, said: shownWords(error, [listing.id]) });
}

function withIdentity(
  item: Delivery,
  { list, type, date }: Listing,
  path: string,
  publishedAt: Date | undefined,
): Delivery {
  // Several members of an archive cannot all be the one report that was listed.
  const report = item.path === path ? { type, date } : {};
  return { ...item, report, subscription: list, ...(publishedAt && { publishedAt }) };
}

function refused(listing: Listing, error: SundialError, { label, clock }: CollectApiOptions): Collected {
  return refusal({ path: listingPath(listing) }, { source: label, deliveredAt: clock() }, error);
}
