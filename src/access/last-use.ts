// When keys were last used: kept apart from the keys, and written at most once a minute.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../domain/clock.js';
import { dateOf } from '../domain/days.js';
import { QuietFile } from './quiet-file.js';

const keyUse = z.object({
  /** ISO 8601, in UTC. */
  last: z.string(),
  /** The day of the last use, in UTC, and the requests on that day. */
  day: z.string(),
  requests: z.number(),
});
const recorded = z.record(z.string(), keyUse);

export type KeyUse = z.infer<typeof keyUse>;
/** By the id of the key. */
export type KeyUses = Readonly<Record<string, KeyUse>>;

/** The longest time of uses that a kill loses, in milliseconds. */
const WRITE_MS = 60_000;

export class LastUse {
  private readonly uses: Map<string, KeyUse>;
  private writtenAt = Number.NEGATIVE_INFINITY;
  private readonly written: QuietFile;

  /** @param failed is told that the file cannot be written, which stops nothing */
  constructor(
    file: string,
    private readonly clock: Clock,
    failed: (problem: string) => void,
  ) {
    this.written = new QuietFile(file, failed);
    this.uses = new Map(Object.entries(readUses(file)));
  }

  /** Records a request with a key. @returns the requests with the key on this day, this one included */
  used(id: string): number {
    const now = this.clock();
    const [last, day] = [now.toISOString(), dateOf(now)];
    const before = this.uses.get(id);
    const requests = before?.day === day ? before.requests + 1 : 1;
    this.uses.set(id, { last, day, requests });
    // A clock that was set back does not stop the writing.
    if (Math.abs(now.getTime() - this.writtenAt) >= WRITE_MS) {
      this.writtenAt = now.getTime();
      void this.write();
    }
    return requests;
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    if (this.writtenAt !== Number.NEGATIVE_INFINITY) await this.write();
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    await this.written.idle();
  }

  private write(): Promise<void> {
    return this.written.write(() => JSON.stringify(Object.fromEntries(this.uses)));
  }
}

/** The recorded uses by id; empty if there are none, or the record is damaged. */
export function readUses(file: string): KeyUses {
  try {
    return recorded.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

/** The file of uses beside a keys file. */
export function usesFileOf(keysFile: string): string {
  return `${keysFile.replace(/\.json$/, '')}-used.json`;
}
