// Makes the digest of a day, deciding the day first if necessary, and saves the digest.

import type { Catalogue } from '../../catalogue/index.js';
import type { Settings } from '../../config/index.js';
import type { Clock } from '../../domain/clock.js';
import { dateOf } from '../../domain/days.js';
import { LIMITS } from '../../domain/limits.js';
import { digestFolder, pageOptionsOf, type Sending } from '../../notify/index.js';
import type { OperatorStore, Store } from '../../store/index.js';
import { checkDay, type Digest, decide, digestOf, findDigest, triageRules } from '../../triage/index.js';
import { endings, endingWarnings, keyEndings } from '../expiry.js';
import { settledDate } from './digest-date.js';

/** The inputs of a digest; a workspace with a clock satisfies this type. */
export interface DigestContext {
  readonly store: Store;
  readonly operator: OperatorStore;
  readonly catalogue: Catalogue;
  readonly settings: Settings;
  readonly clock: Clock;
}

export interface MakeRequest {
  readonly author: string;
  /** Decides a decided day again, which must be the latest one. */
  readonly remake?: boolean;
  /** Also accepts a day whose reports are still expected, or one that skips days. */
  readonly isSure?: boolean;
  /** Treats all findings up to the day as known, before the first digest. */
  readonly baseline?: boolean;
}

/** A digest and the files that hold it. */
export interface SavedDigest {
  readonly digest: Digest;
  readonly files: readonly string[];
}

/**
 * Makes the digest of a day with all its rows, and saves it in every format.
 *
 * @throws SundialError `digest-order`, `digest-future`, `digest-open`, `digest-skips`, `digest-far`,
 *   `digest-baseline`, `digest-unwritable`, `config-invalid`
 */
export async function saveDigest(
  context: DigestContext,
  date: string,
  request: MakeRequest & Pick<Sending, 'log'>,
): Promise<SavedDigest> {
  const look = pageOptionsOf(context.settings);
  const digest = await makeDigest(context, date, request);
  request.log.info('digest made', { date, digest: digest.digest, ...digest.counts });
  const files = await digestFolder(context.settings).save(digest, look);
  request.log.info('digest saved', { date, files });
  return { digest, files };
}

async function makeDigest(
  { operator: store, catalogue, settings, clock }: DigestContext,
  date: string,
  { author, remake = false, isSure = false, baseline = false }: MakeRequest,
): Promise<Digest> {
  const isMade = (await findDigest({ store }, date)) !== undefined;
  if (!isMade || baseline) {
    const today = dateOf(clock());
    await checkDay(store, { date, today, settled: settledDate(clock, settings.settle_hours), isSure });
  }
  if (remake || baseline || !isMade)
    await decide(
      { store, catalogue, rules: triageRules(settings), clock },
      { date, author, again: remake || baseline, baseline },
    );
  const now = clock();
  return digestOf(store, date, {
    catalogue,
    notifyCommand: settings.notify_command,
    warnings: endingWarnings([...(await endings(settings)), ...keyEndings(settings, now)], now),
    limit: LIMITS.digestRows,
  });
}
