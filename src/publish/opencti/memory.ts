// What an output remembers in its own folder besides its position: an unfinished work, and how many events it sent of each
// report. Losing the folder costs nothing but that surplus notes of reports which became shorter stay on the platform.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Slice } from '../output.js';

/** The most events that versions of each report of a slice have had so far, by identifier. */
export type SentEvents = Readonly<Record<string, number>>;

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

  async sent(slice: Slice): Promise<SentEvents> {
    const found = await this.read(sentFile(slice));
    return typeof found === 'object' && found !== null ? (found as SentEvents) : {};
  }

  async rememberSent(slice: Slice, sent: SentEvents): Promise<void> {
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
    const file = path.join(this.folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify(content), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
}

/** Types come from the names of files. */
const sentFile = ({ type, date }: Slice) => path.join('sent', date, `${encodeURIComponent(type)}.json`);
