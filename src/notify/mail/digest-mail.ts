// Sends the digest of a day by mail, and keeps a note of its state.
import type { Settings } from '../../config/index.js';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import type { Digest } from '../../triage/index.js';
import { digestCsv } from '../digest-data.js';
import { type DigestFolder, digestFolder, type SentNote } from '../digest-folder.js';
import { pageOptionsOf } from '../page.js';
import { type Correspondents, correspondents, type MailServer, mailServer } from './mail-server.js';
import { digestMessage, newMessageId } from './message.js';
import { type Accepted, type Sending, sendMail } from './smtp.js';

export class DigestMail {
  private constructor(
    private readonly settings: Settings,
    private readonly server: MailServer,
    private readonly people: Correspondents,
    private readonly folder: DigestFolder,
  ) {}

  /** Reads the mail settings. @throws SundialError `mail-out-unset`, `config-invalid`, `config-unreadable` */
  static async of(settings: Settings): Promise<DigestMail> {
    return new DigestMail(
      settings,
      await mailServer(settings),
      correspondents(settings),
      digestFolder(settings),
    );
  }

  /** The note on a day's mail; undefined without a note. */
  note(date: string): Promise<SentNote | undefined> {
    return this.folder.note(date);
  }

  /**
   * Sends a digest. The note records the success after the server has accepted the mail. After a kill in between, the
   * digest is sent again under the same Message-ID, by which mail systems recognise the duplicate.
   *
   * @throws SundialError `smtp-*`, `digest-unwritable`
   */
  async send(
    digest: Digest,
    clock: Clock,
    sending: Sending,
  ): Promise<{ messageId: string; accepted: Accepted }> {
    const { date } = digest;
    const { people, folder, settings } = this;
    const messageId = await this.messageId(date);
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
      look: pageOptionsOf(settings),
      csv: settings.digest_attach_csv ? digestCsv(digest) : undefined,
    });
    const accepted = await sendMail(this.server, message, sending).catch(async (error) => {
      const isFinal = error instanceof SundialError && !error.row.retry;
      if (isFinal) await folder.write(date, { ...note, state: 'refused', response: error.message });
      throw error;
    });
    await folder.write(date, { ...note, state: 'sent', response: accepted.response });
    logSent(date, messageId, accepted, sending);
    return { messageId, accepted };
  }

  /** The Message-ID of an earlier unsent attempt, otherwise a new one. */
  private async messageId(date: string): Promise<string> {
    const before = await this.folder.note(date);
    return before && before.state !== 'sent' ? before.message_id : newMessageId(date, this.people.from);
  }
}

function logSent(
  date: string,
  messageId: string,
  { accepted, refused, response }: Accepted,
  { log }: Pick<Sending, 'log'>,
): void {
  log.info('digest sent', { date, message_id: messageId, to: accepted, response });
  for (const { address, problem } of refused)
    log.warn('recipient of the digest refused', { date, address, problem });
}
