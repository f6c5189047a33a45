// Answers `GET /v1/events`: the rows after a cursor, and the cursor after them.
import { SundialError } from '../../../domain/errors.js';
import { lastStepBefore } from '../../../triage/index.js';
import type { Caller } from '../method.js';
import { ChangesPage, type ChangesSource } from './changes-page.js';
import { type ChangesPosition, Cursors } from './cursor.js';
import type { KeptChanges } from './kept-changes.js';
import { type ChangesQuery, firstDate } from './request.js';
import { formatOf } from './rows.js';

export interface ChangesContext {
  readonly source: ChangesSource;
  readonly kept: KeptChanges;
}

export interface ChangesAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly rows: number;
}

/**
 * @throws SundialError `call-cursor-gone`, the store's errors, and `store-damaged`, because a cursor would pass rows that
 *   are missing
 */
export async function answerChanges(
  query: ChangesQuery,
  caller: Caller,
  { source, kept }: ChangesContext,
): Promise<ChangesAnswer> {
  if (source.isDamaged()) throw new SundialError('store-damaged', { problem: 'rows are missing' });
  const cursors = new Cursors(caller.idKey, caller.key.constituents);
  const position =
    query.cursor === undefined
      ? await beginning(query, caller, { source, kept })
      : await positionOf(cursors.open(query.cursor), { source, kept });
  const format = formatOf(query);
  const limit = Math.min(query.limit, caller.maxRows);
  const page = new ChangesPage(source, { caller, format, limit }, position);
  if (query.carries.includes('events')) {
    await page.addStored();
    if (!page.isFull) await page.addChanges();
  }
  if (query.carries.includes('findings') && !page.isFull) await page.addFindings();
  await kept.received(page.position.step);
  return {
    headers: {
      'content-type': format.contentType,
      'sundial-cursor': cursors.seal(page.position),
      'sundial-more': String(page.isFull),
    },
    body: format.head + page.rows.join(''),
    rows: page.rows.length,
  };
}

/** Where a client without a cursor starts. Changes are kept before the position is taken, so that none is missed. */
async function beginning(
  { start }: ChangesQuery,
  { clock }: Caller,
  { source: { feed, operator }, kept }: ChangesContext,
): Promise<ChangesPosition> {
  const { life } = await kept.oldest();
  const since = firstDate(start, clock);
  const [flip, complete] = [await feed.head(), await operator.steps.complete()];
  if (since === undefined) return { life, flip, step: complete };
  const first = await lastStepBefore({ tables: operator.questions }, since);
  return { life, flip, step: Math.min(first, complete), stored: { since } };
}

async function positionOf(
  position: ChangesPosition | undefined,
  { source: { feed }, kept }: ChangesContext,
): Promise<ChangesPosition> {
  const reason = (text: string) => new SundialError('call-cursor-gone', { reason: text });
  if (!position) throw reason('this cursor is not known here, or belongs to a key for other constituents');
  if (position.life !== feed.life) throw reason('the data was restored from an earlier state');
  if (!(await kept.reaches(position))) throw reason('the changes after this cursor are no longer kept');
  return position;
}
