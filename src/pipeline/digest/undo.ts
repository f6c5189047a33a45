// Undoes the latest digest: its decisions and its files.
import { digestFolder } from '../../notify/index.js';
import { undoDigest } from '../../triage/index.js';
import type { DigestContext } from './make-digest.js';

/** The undone digest. */
export interface UndoneDigest {
  readonly date: string;
  /** When the digest was mailed, ISO 8601; null if it was not. Sent mail cannot be taken back. */
  readonly sentAt: string | null;
}

/** Undoes the latest digest. @throws SundialError `digest-none`, `digest-not-latest` */
export async function undoLatestDigest(
  { operator: store, settings, clock }: DigestContext,
  request: { readonly author: string; readonly expected?: string | undefined },
): Promise<UndoneDigest> {
  const { digest_date: date } = await undoDigest({ store, clock }, request);
  const folder = digestFolder(settings);
  const note = await folder.note(date);
  await folder.remove(date);
  return { date, sentAt: note?.state === 'sent' ? note.at : null };
}
