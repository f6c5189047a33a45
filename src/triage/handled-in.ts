// The findings that the digest of a day put to handle.
import { SundialError } from '../domain/errors.js';
import { type OperatorStore, SHOWN_ID } from '../store/index.js';
import { findDigest } from './decide.js';

/** @returns their ids @throws SundialError `digest-unknown` */
export async function handledIn(store: OperatorStore, date: string): Promise<string[]> {
  const digest = await findDigest({ store }, date);
  if (!digest) throw new SundialError('digest-unknown', { date });
  const rows = await store.tables.rows<{ id: string }>(
    `SELECT ${SHOWN_ID} AS id FROM decision_rows WHERE digest = {digest:UInt32} AND decision = 'handle'`,
    { digest: digest.digest },
  );
  return rows.map(({ id }) => id);
}
