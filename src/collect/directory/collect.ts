// The directory source: collects the reports in the given files and folders, and from stdin.
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Clock } from '../../domain/clock.js';
import type { Collected } from '../../domain/delivery.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { openPipe } from '../../domain/open-pipe.js';
import { fileContent } from '../unpack/content.js';
import { readingFailure } from '../unpack/failure.js';
import type { Limits } from '../unpack/meter.js';
import { shownPath } from '../unpack/names.js';
import { type PackedMessage, refusal, type Unpacked, unpackAll } from '../unpack/unpack.js';
import { unpackWholeStream } from '../unpack/unpack-stream.js';
import type { LeaveOut } from './own-data.js';
import { type Found, walk } from './walk.js';

const LABEL = 'directory';

export interface CollectOptions {
  /** The folder of relative paths. */
  readonly cwd: string;
  /** Supplies the delivery time of input without a modification time. */
  readonly clock: Clock;
  /** The stream that `-` reads. */
  readonly stdin?: Readable;
  /** The name of the report from stdin, from which its identity is read. */
  readonly stdinName?: string;
  readonly limits?: Limits;
  /** The name of the source in deliveries. */
  readonly label?: string;
  /** Selects files in folders, by name, to skip because they are read elsewhere. */
  readonly isReadElsewhere?: (name: string) => boolean;
  /** Collects the reports in a message in an archive; left out = such messages are refused. */
  readonly readMessage?: ((message: PackedMessage) => AsyncIterable<Collected>) | undefined;
  /** Selects folders to leave out, with everything below them. */
  readonly isLeftOut?: LeaveOut;
}

/**
 * Collects the reports in `paths`: files (whatever their extension), folders with everything below them, and `-` for
 * stdin. Archives are unpacked. A file that cannot be a report is refused with its reason, and the others are
 * processed.
 */
export async function* collectFiles(
  paths: readonly string[],
  options: CollectOptions,
): AsyncGenerator<Collected> {
  for (const given of paths) {
    for await (const item of given === '-' ? collectStdin(options) : collectPath(given, options)) {
      // Outside of what unpacks the archive, which would take any failure for one of the archive.
      if (item.kind === 'message') yield* options.readMessage!(item);
      else yield written(item);
    }
  }
}

/** Collects the reports in one file. */
export async function* collectFile(
  file: string,
  options: Omit<CollectOptions, 'cwd' | 'readMessage'>,
): AsyncGenerator<Collected> {
  for await (const item of readFile(file, file, options)) if (item.kind !== 'message') yield written(item);
}

/** Adds a file's modification time, because the publishing time of a file is unknown. */
function written(item: Collected): Collected {
  return item.kind === 'delivery' ? { ...item, writtenAt: item.deliveredAt } : item;
}

async function* collectPath(given: string, options: CollectOptions): AsyncGenerator<Unpacked> {
  const shown = path.normalize(given);
  const real = path.resolve(options.cwd, given);
  try {
    const status = await stat(real);
    if (status.isDirectory()) {
      for await (const found of walk(real, shown, { isLeftOut: options.isLeftOut })) {
        if (options.isReadElsewhere?.(path.basename(found.path))) continue;
        if (found.error) yield refuse(found, found.error, options);
        else yield* readFile(path.resolve(options.cwd, found.path), found.path, options);
      }
    } else if (status.isFile()) yield* readFile(real, shown, options);
    // A pipe, such as a shell's <(...), can only be read once from its beginning, like stdin.
    else if (status.isFIFO()) yield* collectPipe(real, shown, options);
    else
      throw new SundialError('file-unreadable', {
        file: shownPath(shown),
        problem: 'it is not a regular file',
      });
  } catch (error) {
    yield refuse({ path: shown }, readingFailure(error, shownPath(shown)), options);
  }
}

async function* readFile(
  real: string,
  shown: string,
  options: Omit<CollectOptions, 'cwd'>,
): AsyncGenerator<Unpacked> {
  const place = { path: shownPath(shown), name: shownPath(path.basename(shown)), depth: 0 };
  let modifiedAt: Date | undefined;
  try {
    const handle = await open(real, 'r');
    try {
      const before = await handle.stat();
      modifiedAt = before.mtime;
      const hasChanged = async (): Promise<boolean> => {
        const now = await handle.stat();
        return now.size !== before.size || now.mtimeMs !== before.mtimeMs;
      };
      const limits = options.limits ?? LIMITS;
      const origin = {
        source: options.label ?? LABEL,
        deliveredAt: before.mtime,
        limits,
        hasChanged,
        messagesOf: options.readMessage && place.path,
      };
      yield* unpackAll(await fileContent(handle, before.size), place, origin);
    } finally {
      await handle.close();
    }
  } catch (error) {
    yield refuse(
      { path: shown, ...(modifiedAt && { modifiedAt }) },
      readingFailure(error, shownPath(shown)),
      options,
    );
  }
}

async function* collectPipe(real: string, shown: string, options: CollectOptions): AsyncGenerator<Unpacked> {
  const handle = await openPipe(real, shownPath(shown), (options.limits ?? LIMITS).pipeOpenMs);
  const place = { path: shownPath(shown), name: shownPath(path.basename(shown)) };
  yield* unpackWholeStream(handle.createReadStream(), streamOrigin(place, options), options.limits);
}

async function* collectStdin(options: CollectOptions): AsyncGenerator<Unpacked> {
  const shown = shownPath(options.stdinName ?? 'stdin');
  if (!options.stdin) {
    const problem = 'there is no standard input';
    yield refuse({ path: shown }, new SundialError('file-unreadable', { file: shown, problem }), options);
    return;
  }
  const place = { path: shown, name: path.basename(shown) };
  yield* unpackWholeStream(options.stdin, streamOrigin(place, options), options.limits);
}

function streamOrigin(place: { path: string; name: string }, { label, clock, readMessage }: CollectOptions) {
  const messagesOf = readMessage && place.path;
  return { ...place, source: label ?? LABEL, deliveredAt: clock(), messagesOf };
}

function refuse(found: Found, error: SundialError, options: Omit<CollectOptions, 'cwd'>): Collected {
  const deliveredAt = found.modifiedAt ?? options.clock();
  return refusal({ path: shownPath(found.path) }, { source: options.label ?? LABEL, deliveredAt }, error);
}
