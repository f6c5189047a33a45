// Downloads one report to its spool file: resumes after an interruption, and verifies that it is complete.
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

/** A downloaded report. */
export interface Fetched {
  readonly file: SpoolFile;
  readonly validators: Validators;
  readonly publishedAt?: Date;
}

const MIB = 1024 * 1024;
/** Bytes to write between checks of the free disk space. */
const LOOK_BYTES = 64 * MIB;

/** Downloads a report, with several attempts. @throws SundialError */
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
 * The position from which to resume. The last byte of a seemingly complete file is requested again: the server sends it
 * only if the version is unchanged, and an empty range is not valid (RFC 9110, 14.1.2).
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
        throw new SundialError('api-cut', { what, problem: `${bytes} of ${length} bytes arrived` });
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
