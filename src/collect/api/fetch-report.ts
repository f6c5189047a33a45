// Downloads one report to its spool file: goes on after a cut, and makes sure that all of it came.
import type { FileHandle } from 'node:fs/promises';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { systemFailure } from '../unpack/failure.js';
import type { Download, Listing, ReportsApi, Resume, Validators } from './contract.js';
import { listingPath } from './listing-path.js';
import type { Begun, SpoolFile, SpoolFolder } from './spool-folder.js';

export interface DownloadContext {
  readonly api: Pick<ReportsApi, 'open' | 'withRetries'>;
  readonly spool: SpoolFolder;
  readonly minFreeDiskMib: number;
  readonly signal: AbortSignal;
}

/** A report that has arrived. */
export interface Fetched {
  readonly file: SpoolFile;
  readonly validators: Validators;
  readonly publishedAt?: Date;
}

const MIB = 1024 * 1024;
/** How much is written before the disk is looked at again. */
const LOOK_BYTES = 64 * MIB;

/** Downloads a report, with several tries. @throws SundialError */
export async function fetchReport(listing: Listing, context: DownloadContext): Promise<Fetched> {
  const { api, spool, signal } = context;
  const file = spool.file(listing);
  const what = listingPath(listing);
  return api.withRetries(
    async () => {
      await checkDisk(what, 0, context);
      const download = await api.open(listing, resumeOf(await file.begun()), { signal });
      const { validators, publishedAt } = download;
      await write(download, file, what, context);
      return { file, validators, ...(publishedAt && { publishedAt }) };
    },
    { signal },
  );
}

/**
 * From where to go on. The last byte of what seems complete is asked for again: it comes only if the version is still
 * the same, and asking for nothing is not a valid range (RFC 9110, 14.1.2).
 */
function resumeOf(begun: Begun | undefined): Resume | undefined {
  if (!begun) return undefined;
  const { etag, lastModified, length } = begun.validators;
  // A weak ETag does not promise the same bytes (RFC 9110, 13.1.5).
  const version = etag && !etag.startsWith('W/') ? etag : lastModified;
  if (version === undefined) return undefined;
  const from = Math.min(begun.bytes, length === undefined ? begun.bytes : length - 1);
  return from > 0 ? { from, version } : undefined;
}

async function write(
  download: Download,
  file: SpoolFile,
  what: string,
  context: DownloadContext,
): Promise<void> {
  const { from, length, validators } = download;
  try {
    if (length !== undefined) await checkDisk(what, length - from, context);
    const handle = await file.write(from, validators);
    try {
      const bytes = await writeBody(handle, download, what, context);
      if (length !== undefined && bytes !== length)
        throw new SundialError('api-cut', { what, problem: `${bytes} of ${length} bytes came` });
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    download.discard();
    throw fileFailure(thrown, what, context);
  }
}

async function writeBody(
  handle: FileHandle,
  { from, body }: Download,
  what: string,
  context: DownloadContext,
): Promise<number> {
  let at = from;
  let lookedAt = from;
  for await (const chunk of body) {
    if (at + chunk.length > LIMITS.downloadBytes)
      throw new SundialError('api-too-large', { what, limit: `${LIMITS.downloadBytes} bytes` });
    if (at - lookedAt >= LOOK_BYTES) {
      lookedAt = at;
      await checkDisk(what, 0, context);
    }
    for (let done = 0; done < chunk.length; ) {
      done += (await handle.write(chunk, done, chunk.length - done, at + done)).bytesWritten;
    }
    at += chunk.length;
  }
  return at;
}

async function checkDisk(file: string, coming: number, context: DownloadContext): Promise<void> {
  const { spool, minFreeDiskMib } = context;
  if (minFreeDiskMib === 0) return;
  if ((await spool.freeBytes()) - coming < minFreeDiskMib * MIB)
    throw new SundialError('disk-low', { file, limit: minFreeDiskMib, folder: spool.path });
}

function fileFailure(thrown: unknown, file: string, { spool }: DownloadContext): unknown {
  const { code } = thrown as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new SundialError('disk-full', { file, folder: spool.path }, { cause: thrown });
  return systemFailure(thrown, file) ?? thrown;
}
