// Writes the events of a report to their files: a version that differs replaces the file, with a newer timestamp.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import type { ReportType } from '../../../catalogue/index.js';
import {
  type MispAttribute,
  type MispHead,
  type MispObject,
  type MispOptions,
  type MispPart,
  mispHead,
  mispRow,
} from '../../../mapping/index.js';
import { writeAside } from '../../files/write-file.js';
import type { EventMessage } from '../../messages.js';
import { bytesOf, type EventContent, eventLines, headIn, linesOf, restamped } from './event-text.js';
import { type FeedIndex, type FeedPlace, HIDDEN, placeFile, readingFeed } from './feed-index.js';

export interface PartVersion {
  readonly part: MispPart;
  readonly facts: ReportType;
  /** Seconds since 1970: a time of the report. */
  readonly versionAt: number;
}

export class EventFiles {
  private asides = 0;

  constructor(
    private readonly place: FeedPlace,
    private readonly index: FeedIndex,
    private readonly options: MispOptions,
    private readonly rows: 'objects' | 'attributes',
  ) {}

  /**
   * Writes one event with the rows that are given, which may be none; leaves the file if it would say the same.
   *
   * @throws SundialError `files-unwritable`, `misp-feed-damaged`
   */
  async write(version: PartVersion, events: AsyncIterable<EventMessage>, signal: AbortSignal): Promise<void> {
    const { uuid } = mispHead(version.part, this.options, version.facts, '0');
    const file = path.join(this.place.folder, `${uuid}.json`);
    await readingFeed(this.place, file, () => this.writeTo(file, version, events, signal));
  }

  private async writeTo(
    file: string,
    { part, facts, versionAt }: PartVersion,
    events: AsyncIterable<EventMessage>,
    signal: AbortSignal,
  ): Promise<void> {
    const earlier = existsSync(file) ? file : undefined;
    const known = earlier === undefined ? undefined : await headIn(earlier);
    const timestamp = known?.timestamp ?? String(versionAt);
    const head = mispHead(part, this.options, facts, timestamp);
    const content = this.contentOf(head, events, facts, earlier);
    const lines = eventLines(content);
    const aside = this.aside();
    const { disk } = this.place;
    try {
      const { sha256 } = await writeAside(disk, aside, bytesOf(lines, signal), undefined);
      if (earlier !== undefined && sha256 === (await hashOf(earlier))) return;
      await this.index.announce(head.uuid);
      const newer = String(Math.max(versionAt, Number(timestamp) + 1));
      if (earlier === undefined) await placeFile(disk, aside, file);
      else await this.placeNewer(aside, file, [timestamp, newer], signal);
      await this.index.know(head.uuid);
    } finally {
      await disk.remove(aside);
    }
  }

  /** MISP takes a version only if it is newer than its own. */
  private async placeNewer(
    aside: string,
    file: string,
    [from, to]: readonly [from: string, to: string],
    signal: AbortSignal,
  ): Promise<void> {
    const { disk } = this.place;
    const newer = this.aside();
    try {
      await writeAside(disk, newer, bytesOf(restamped(linesOf(aside), from, to), signal), undefined);
      await placeFile(disk, newer, file);
    } finally {
      await disk.remove(newer);
    }
  }

  private contentOf(
    head: MispHead,
    events: AsyncIterable<EventMessage>,
    facts: ReportType,
    earlier: string | undefined,
  ): EventContent {
    const place = { event: head.uuid, timestamp: head.timestamp };
    const attributes = new Map<string, MispAttribute>();
    const { rows } = this;
    async function* objects(): AsyncGenerator<MispObject> {
      for await (const event of events) {
        const row = mispRow(event, facts, place, rows);
        for (const each of row.attributes) attributes.set(each.uuid, each);
        if (row.object) yield row.object;
      }
    }
    return { head, objects: objects(), attributes: () => attributes.values(), earlier };
  }

  private aside(): string {
    return path.join(this.place.folder, HIDDEN, 'unfinished', String(++this.asides));
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
