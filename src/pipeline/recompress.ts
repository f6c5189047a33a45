// Converts the originals of an archive to the form in which new ones are kept.
import type { Archive, Held } from '../archive/index.js';
import { SundialError } from '../domain/errors.js';

/** Originals that are not in the form of new ones, and their size. */
export interface Outdated {
  readonly originals: readonly Held[];
  readonly bytes: number;
}

/** The result of recompressing originals. */
export interface Recompressed {
  readonly originals: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Originals that stay unchanged, each with the reason. */
  readonly failures: readonly SundialError[];
}

export interface RecompressOptions {
  /** Runs a part of the work while nothing else writes. */
  readonly inTurn: <R>(part: () => Promise<R>) => Promise<R>;
  /** Ends the work after the current original, which stays unchanged. */
  readonly signal: AbortSignal;
  /** Called after each original. */
  readonly steps: (done: number, of: number) => void;
}

/** The originals that `recompress` changes; none if originals stay raw. */
export async function outdatedOriginals(archive: Archive): Promise<Outdated> {
  const originals: Held[] = [];
  if (archive.codec !== undefined)
    for await (const held of archive.list())
      if (held.forms.some((form) => form !== archive.codec)) originals.push(held);
  return { originals, bytes: bytesOf(originals) };
}

/**
 * Recompresses originals one after another; a kill leaves each in its old or new form. Damaged originals, and those
 * that this Node cannot read, stay unchanged.
 *
 * @throws SundialError `disk-full`, `store-unwritable`
 */
export async function recompress(
  archive: Archive,
  { originals }: Outdated,
  { inTurn, signal, steps }: RecompressOptions,
): Promise<Recompressed> {
  const failures: SundialError[] = [];
  const done = new Set<string>();
  await inTurn(() => archive.cleanUp());
  for (const [index, { sha256 }] of originals.entries()) {
    if (signal.aborted) break;
    try {
      await inTurn(() => archive.recompress(sha256, signal));
      done.add(sha256);
    } catch (thrown) {
      if (signal.aborted) break;
      if (!isOfOneOriginal(thrown)) throw thrown;
      failures.push(thrown);
    }
    steps(index + 1, originals.length);
  }
  const before = originals.filter(({ sha256 }) => done.has(sha256));
  return {
    originals: done.size,
    bytesBefore: bytesOf(before),
    bytesAfter: await bytesNow(archive, done),
    failures,
  };
}

/** A missing original was removed by retention in the meantime. */
function isOfOneOriginal(thrown: unknown): thrown is SundialError {
  const codes = ['original-damaged', 'original-codec', 'original-missing'];
  return thrown instanceof SundialError && codes.includes(thrown.code);
}

async function bytesNow(archive: Archive, which: ReadonlySet<string>): Promise<number> {
  let bytes = 0;
  for await (const { sha256, bytesOnDisk } of archive.list()) if (which.has(sha256)) bytes += bytesOnDisk;
  return bytes;
}

function bytesOf(originals: readonly Held[]): number {
  return originals.reduce((sum, { bytesOnDisk }) => sum + bytesOnDisk, 0);
}
