// Keeps the API's ids of reports, for outputs that name reports by them. An id opens the download of its report, so the ids
// are in files of their own, which only Sundial's user may read.
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { SundialError } from '../domain/errors.js';
import { writePrivateFile } from '../domain/private-file.js';
import type { ReportIdentity } from '../domain/report.js';
import { Secret } from '../domain/secret.js';

/** A report with the id under which the API offers it. */
export interface ReportId {
  readonly report: ReportIdentity;
  readonly id: Secret;
}

const KEPT = z.array(z.object({ type: z.string(), list: z.string(), id: z.string() }));
type Kept = z.infer<typeof KEPT>;

const FILE = /^(\d{4}-\d{2}-\d{2})\.json$/;

export class DownloadIds {
  /** Notes follow each other, because each one reads a file and replaces it. */
  private noting: Promise<void> = Promise.resolve();

  /** @param isWanted whether some output names reports by their ids; otherwise none is kept, and kept ones are removed */
  constructor(
    private readonly folder: string,
    private readonly isWanted: boolean,
  ) {}

  /**
   * Keeps the ids of reports. The first id of a report stays: a re-issue may have another one.
   *
   * @throws SundialError `download-ids-unreadable`; errors of the operating system
   */
  note(ids: readonly ReportId[]): Promise<void> {
    const noted = this.noting.then(() => this.noteAll(ids));
    this.noting = noted.catch(() => {});
    return noted;
  }

  /** The first known id of a report. @throws SundialError `download-ids-unreadable` */
  async of({ type, list, date }: ReportIdentity): Promise<Secret | undefined> {
    if (!this.isWanted) return undefined;
    const found = (await this.read(date)).find((each) => each.type === type && each.list === list);
    return found && new Secret(found.id);
  }

  /** The report dates of which ids are kept, oldest first. */
  async dates(): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names.flatMap((name) => FILE.exec(name)?.[1] ?? []).toSorted();
  }

  async forget(date: string): Promise<void> {
    await rm(this.file(date), { force: true });
  }

  /** The files as they are, with their paths in the data folder, for a backup that contains secrets. */
  async files(): Promise<{ name: string; content: Buffer }[]> {
    const dates = await this.dates();
    return Promise.all(
      dates.map(async (date) => ({
        name: `download-ids/${date}.json`,
        content: await readFile(this.file(date)),
      })),
    );
  }

  private async noteAll(ids: readonly ReportId[]): Promise<void> {
    if (!this.isWanted) return rm(this.folder, { recursive: true, force: true });
    for (const date of new Set(ids.map(({ report }) => report.date))) {
      const kept = await this.read(date);
      const known = new Set(kept.map(keyOf));
      const more = ids
        .filter(({ report }) => report.date === date)
        .map(({ report: { type, list }, id }) => ({ type, list, id: id.reveal() }))
        .filter((each) => !known.has(keyOf(each)) && known.add(keyOf(each)));
      if (more.length > 0) await writePrivateFile(this.file(date), JSON.stringify([...kept, ...more]));
    }
  }

  private async read(date: string): Promise<Kept> {
    const file = this.file(date);
    try {
      return KEPT.parse(JSON.parse(await readFile(file, 'utf8')));
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code === 'ENOENT') return [];
      // The messages of JSON and of the check quote the file.
      throw new SundialError('download-ids-unreadable', { file, problem: code ?? 'it is damaged' });
    }
  }

  private file(date: string): string {
    return path.join(this.folder, `${date}.json`);
  }
}

const keyOf = ({ type, list }: { readonly type: string; readonly list: string }): string =>
  JSON.stringify([type, list]);
