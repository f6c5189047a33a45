// What an output remembers in its own folder besides its position: an unfinished work, and of each report how many events
// it sent and how it named it. If the folder is lost, surplus notes of reports which became shorter stay on the platform, and
// reports are named as if they were new.
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { writePrivateFile } from '../../domain/private-file.js';
import type { Slice } from '../output.js';
import type { SentVersion } from './version.js';

/** What was sent of a report. */
export interface SentReport {
  /** The most events that its versions have had so far; 0 = nothing of it is left. */
  readonly events: number;
  /**
   * Set if the report is named by the API's id, which is kept elsewhere: the time in the first row of its first version, ''
   * if that is unknown. The name of a report never changes.
   */
  readonly firstTime?: string | undefined;
  /** The version that was sent last; undefined before one was sent as a whole. */
  readonly version?: SentVersion | undefined;
}

/** The reports of a slice, by identifier. */
export type SentReports = Readonly<Record<string, SentReport>>;

export class Memory {
  constructor(private readonly folder: string) {}

  async work(): Promise<string | undefined> {
    const id = await this.read('work.json');
    return typeof id === 'string' ? id : undefined;
  }

  /** @param id undefined = there is none any more */
  async rememberWork(id: string | undefined): Promise<void> {
    if (id === undefined) await rm(path.join(this.folder, 'work.json'), { force: true });
    else await this.write('work.json', id);
  }

  async sent(slice: Slice): Promise<SentReports> {
    const found = await this.read(sentFile(slice));
    return typeof found === 'object' && found !== null ? (found as SentReports) : {};
  }

  async rememberSent(slice: Slice, sent: SentReports): Promise<void> {
    await this.write(sentFile(slice), sent);
  }

  private async read(name: string): Promise<unknown> {
    try {
      return JSON.parse(await readFile(path.join(this.folder, name), 'utf8')) as unknown;
    } catch {
      // It is absent, or a power cut has emptied it.
      return undefined;
    }
  }

  private async write(name: string, content: unknown): Promise<void> {
    await writePrivateFile(path.join(this.folder, name), JSON.stringify(content));
  }
}

/** Types come from the names of files. */
const sentFile = ({ type, date }: Slice) => path.join('sent', date, `${encodeURIComponent(type)}.json`);
