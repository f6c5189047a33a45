// Makes the digest of a day, saves it, and sends it once.
import path from 'node:path';
import type { Catalogue } from '../catalogue/index.js';
import type { Settings } from '../config/index.js';
import type { Clock } from '../domain/clock.js';
import { SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import type { OperatorStore, Store } from '../store/index.js';
import { checkDay, type Digest, decide, digestOf, findDigest, triageRules } from '../triage/index.js';
import { digestCsv } from './digest-data.js';
import { DigestFolder } from './digest-folder.js';
import { correspondents, mailServer } from './mail/mail-server.js';
import { digestMessage, newMessageId } from './mail/message.js';
import { type Accepted, type Sending, sendMail } from './mail/smtp.js';
import type { Marking } from './page.js';
import { settledDate } from './settled-date.js';
import { isEmpty } from './subject.js';

/** What a digest is made from; a workspace with a clock is one. */
export interface DigestContext {
  readonly store: Store;
  readonly operator: OperatorStore;
  readonly catalogue: Catalogue;
  readonly settings: Settings;
  readonly clock: Clock;
}

export interface MakeRequest {
  readonly author: string;
  /** Decides again on a day that was decided already; it must be the latest one. */
  readonly remake?: boolean;
  /** Rows of each section. */
  readonly limit?: number;
  /** Decides a day whose reports are still expected, or one that skips days, as well. */
  readonly isSure?: boolean;
}

export interface SendRequest extends MakeRequest, Sending {
  /** Sends it though it was sent already. */
  readonly again?: boolean;
}

/** What became of a digest: it was sent, had been sent before, or held nothing new and was not to be sent then. */
export interface DigestSent {
  readonly status: 'sent' | 'already' | 'empty';
  readonly messageId: string;
  /** Where it was saved. */
  readonly files: readonly string[];
  readonly accepted?: Accepted;
}

/** The label of the options, as it is shown. */
export function markingOf({ digest_tlp }: Pick<Settings, 'digest_tlp'>): Marking {
  return digest_tlp === 'none' ? '' : `TLP:${digest_tlp}`;
}

/** The folder of a data folder's digests. */
export function digestFolder({ data_dir }: Pick<Settings, 'data_dir'>): DigestFolder {
  return new DigestFolder(path.join(data_dir, 'digests'));
}

/**
 * The digest of a day; the day is decided where it was not yet.
 *
 * @throws SundialError `digest-order`, `digest-future`, `digest-open`, `digest-skips`
 */
export async function makeDigest(
  { operator: store, catalogue, settings, clock }: DigestContext,
  date: string,
  { author, remake = false, limit, isSure = false }: MakeRequest,
): Promise<Digest> {
  const isMade = (await findDigest({ store }, date)) !== undefined;
  if (!isMade) {
    const today = clock().toISOString().slice(0, 10);
    await checkDay(store, { date, today, settled: settledDate(clock, settings.settle_hours), isSure });
  }
  if (remake || !isMade)
    await decide({ store, catalogue, rules: triageRules(settings), clock }, { date, author, again: remake });
  return digestOf(store, date, {
    catalogue,
    notifyCommand: settings.notify_command,
    ...(limit !== undefined && { limit }),
  });
}

/**
 * Makes, saves and sends the digest of a day, unless it was sent already. Its note is written after the server took it:
 * after a kill in between it is sent again under the same Message-ID, by which mail systems know it.
 *
 * @throws SundialError `mail-out-unset`, `config-invalid`, `smtp-*`, and what making it throws
 */
export async function sendDigest(
  context: DigestContext,
  date: string,
  request: SendRequest,
): Promise<DigestSent> {
  const { settings, clock } = context;
  const { log, again = false } = request;
  const server = await mailServer(settings);
  const people = correspondents(settings);
  const folder = digestFolder(settings);
  const before = await folder.note(date);
  if (before?.state === 'sent' && !again)
    return { status: 'already', messageId: before.message_id, files: [] };
  const { digest, files } = await saveDigest(context, date, request);
  if (isEmpty(digest) && !settings.digest_when_empty && !again) {
    log.info('digest holds nothing new, not sent', { date });
    return { status: 'empty', messageId: '', files };
  }
  const messageId = before && before.state !== 'sent' ? before.message_id : newMessageId(date, people.from);
  const note = {
    message_id: messageId,
    digest: digest.digest,
    at: clock().toISOString(),
    to: [...people.to],
    response: '',
  };
  await folder.write(date, { ...note, state: 'sending' });
  const message = digestMessage(digest, {
    ...people,
    messageId,
    date: clock(),
    marking: markingOf(settings),
    csv: settings.digest_attach_csv ? digestCsv(digest) : undefined,
  });
  const accepted = await sendMail(server, message, request).catch(async (error) => {
    const isFinal = error instanceof SundialError && !error.row.retry;
    if (isFinal) await folder.write(date, { ...note, state: 'refused', response: error.message });
    throw error;
  });
  await folder.write(date, { ...note, state: 'sent', response: accepted.response });
  log.info('digest sent', {
    date,
    message_id: messageId,
    to: accepted.accepted,
    response: accepted.response,
  });
  for (const { address, problem } of accepted.refused)
    log.warn('recipient of the digest refused', { date, address, problem });
  return { status: 'sent', messageId, files, accepted };
}

/** Makes the digest of a day with all its rows, and saves it in every format. */
export async function saveDigest(
  context: DigestContext,
  date: string,
  request: MakeRequest & Pick<Sending, 'log'>,
): Promise<{ digest: Digest; files: string[] }> {
  const digest = await makeDigest(context, date, { ...request, limit: LIMITS.digestRows });
  request.log.info('digest made', { date, digest: digest.digest, ...digest.counts });
  const files = await digestFolder(context.settings).save(digest, markingOf(context.settings));
  request.log.info('digest saved', { date, files });
  return { digest, files };
}
