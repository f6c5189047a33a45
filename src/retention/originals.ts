// Removes originals from the archive that no report needs any more, and finishes what a killed process began.

import type { Archive } from '../archive/index.js';
import { dateOf } from '../domain/days.js';
import type { CountProgress, Store } from '../store/index.js';

/** The originals of one report type to remove. */
export interface RemovableOriginals {
  /** Empty for originals from which no report could be made. */
  readonly type: string;
  /** First and last report date; for originals without a report, the dates of their arrival. */
  readonly from: string;
  readonly to: string;
  readonly originals: number;
  /** Size on disk. */
  readonly bytes: number;
}

interface Places {
  readonly store: Pick<Store, 'originals'>;
  readonly archive: Archive;
}

/**
 * The originals whose newest report is from before a date. Originals without a report are dated by their arrival. The
 * archive is asked rather than the ledger, because a file that was ingested again is in the archive again.
 */
export async function removableOriginals(
  { store, archive }: Places,
  before: string,
): Promise<{ lines: RemovableOriginals[]; originals: string[] }> {
  const claims = new Map((await store.originals.claims()).map((claim) => [claim.sha256, claim]));
  const removable: RemovableOriginal[] = [];
  for await (const { sha256, bytesOnDisk, storedAt } of archive.list()) {
    const { date, type } = claims.get(sha256) ?? { date: dateOf(storedAt), type: '' };
    if (date < before) removable.push({ sha256, date, type, bytes: bytesOnDisk });
  }
  const types = [...new Set(removable.map(({ type }) => type))].sort();
  return {
    lines: types.map((type) => lineOf(removable.filter((each) => each.type === type))),
    originals: removable.map(({ sha256 }) => sha256),
  };
}

interface RemovableOriginal {
  readonly sha256: string;
  readonly date: string;
  readonly type: string;
  readonly bytes: number;
}

function lineOf(removable: readonly RemovableOriginal[]): RemovableOriginals {
  const dates = removable.map(({ date }) => date).sort();
  return {
    type: removable[0]!.type,
    from: dates[0]!,
    to: dates.at(-1)!,
    originals: removable.length,
    bytes: removable.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Removes originals. The ledger records the removal before and after, so that the state is clear after a kill. */
export async function removeOriginals(
  { store, archive }: Places,
  { from, originals }: { readonly from: string; readonly originals: readonly string[] },
  at: number,
  progress: CountProgress,
): Promise<void> {
  await store.originals.begin(from, at);
  for (const [index, sha256] of originals.entries()) {
    await archive.remove(sha256);
    progress(index + 1, originals.length);
  }
  await store.originals.end();
}

/** Finishes what a killed process began; costs one query of the ledger if there is nothing to finish. */
export async function finishOriginals({ store, archive }: Places): Promise<void> {
  const leaving = await store.originals.leaving();
  if (!leaving) return;
  for (const sha256 of leaving) await archive.remove(sha256);
  await store.originals.end();
}
