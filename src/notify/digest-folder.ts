// The folder of digests: each digest in every format, and a note on whether it was sent.
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { Settings } from '../config/index.js';
import type { Digest } from '../triage/index.js';
import { digestCsv, digestJson } from './digest-data.js';
import { digestHtml } from './digest-html.js';
import { digestText } from './digest-text.js';
import type { PageOptions } from './page.js';
import { writeSaved } from './saved-file.js';

/** The state of the mail of a day's digest. */
const NOTE = z.object({
  /** In state `sending` the mail may or may not have arrived, and is sent again under the same Message-ID; after a refusal only by hand. */
  state: z.enum(['sending', 'refused', 'sent']),
  message_id: z.string(),
  digest: z.number(),
  at: z.string(),
  to: z.array(z.string()),
  response: z.string(),
});
export type SentNote = z.infer<typeof NOTE>;

/** The folder of a data folder's digests. */
export function digestFolder({ data_dir }: Pick<Settings, 'data_dir'>): DigestFolder {
  return new DigestFolder(path.join(data_dir, 'digests'));
}

const COLUMNS = 100;
const MAIL_NOTE = 'mail.json';
const FORMATS = ['txt', 'html', 'json', 'csv'] as const;

export class DigestFolder {
  constructor(private readonly folder: string) {}

  /** Saves a digest in every format, the HTML as it is mailed, and returns the files. @throws SundialError `digest-unwritable` */
  async save(digest: Digest, options: Omit<PageOptions, 'short'>): Promise<string[]> {
    const contents: Record<(typeof FORMATS)[number], string> = {
      txt: `${digestText(digest, { ...options, short: false, colour: false, columns: COLUMNS })}\n`,
      html: digestHtml(digest, { ...options, short: true }),
      json: `${digestJson(digest)}\n`,
      csv: `${digestCsv(digest)}\n`,
    };
    const files = Object.entries(contents).map(([format, content]) => ({
      file: this.file(digest.date, format),
      content,
    }));
    for (const { file, content } of files) await writeSaved(file, content);
    return files.map(({ file }) => file);
  }

  /** Removes the saved digest of a day; the note on its mail stays, because sent mail cannot be taken back. */
  async remove(date: string): Promise<void> {
    for (const format of FORMATS) await rm(this.file(date, format), { force: true });
  }

  /** The note on a day's mail; undefined without a note. */
  async note(date: string): Promise<SentNote | undefined> {
    const text = await readFile(this.file(date, MAIL_NOTE), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    // Sundial writes notes atomically, so an unreadable file is not Sundial's. Sending twice is better than never.
    const read = NOTE.safeParse(parsed(text));
    return read.success ? read.data : undefined;
  }

  /** The days since `from` whose digests still have to be sent, oldest first. */
  async unsent(from: string): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    const dates = names
      .filter((name) => name.endsWith(`.${MAIL_NOTE}`))
      .map((name) => name.slice(0, from.length))
      .filter((date) => date >= from)
      .sort();
    const notes = await Promise.all(dates.map((date) => this.note(date)));
    return dates.filter((_, at) => notes[at]?.state === 'sending');
  }

  async write(date: string, note: SentNote): Promise<void> {
    await writeSaved(this.file(date, MAIL_NOTE), `${JSON.stringify(note, null, 2)}\n`);
  }

  private file(date: string, suffix: string): string {
    return path.join(this.folder, `${date}.${suffix}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
