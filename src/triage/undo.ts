// Undoes the latest digest: its decisions no longer count, and its day can be decided again.
import { unixSeconds } from '../domain/clock.js';
import { SundialError } from '../domain/errors.js';
import { type DigestRow, latestDigest, nextDigest } from './decide.js';
import type { TriageContext } from './lifecycle.js';
import { TRIAGE_TABLES } from './tables.js';
import { forgetUndone } from './undone.js';

/**
 * Undoes the latest digest. Its decisions and its row in the log stay stored, and a new row says who undid the digest.
 * Writing that row is the commit, so a kill before it changes nothing.
 *
 * @param expected the day whose digest the caller expects to be the latest; omitted = any day
 * @returns the undone digest
 * @throws SundialError `digest-none`, `digest-not-latest`
 */
export async function undoDigest(
  context: Pick<TriageContext, 'store' | 'clock'>,
  { author, expected }: { readonly author: string; readonly expected?: string | undefined },
): Promise<DigestRow> {
  const tables = context.store.ownTables(TRIAGE_TABLES);
  const latest = await latestDigest(context);
  if (!latest) throw new SundialError('digest-none');
  const { digest_date: date } = latest;
  if (expected !== undefined && expected !== date)
    throw new SundialError('digest-not-latest', { date: expected, latest: date });
  const row: DigestRow = {
    ...latest,
    digest: await nextDigest(tables),
    decided_at: unixSeconds(context.clock()),
    author,
    kind: 'undone',
  };
  await tables.insert('digest_log', [row]);
  await forgetUndone(tables);
  return latest;
}
