// The output to MISP: keeps the events of a feed equal to the reports of the store, and its index equal to the events.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Disk, makeFolder, nodeDisk } from '../../../domain/disk.js';
import { type MispOptions, mispTitle } from '../../../mapping/index.js';
import { writableFolder } from '../../files/folder.js';
import { writing } from '../../files/writing.js';
import type { Output, OutputView, Refusal, Slice, SliceContent, SliceReport } from '../../output.js';
import type { OutputContext } from '../../output-context.js';
import { inParts, knownParts } from '../parts.js';
import { type MispEntry, mispOptions, refusedSetting, requireUuid } from '../settings.js';
import { EventFiles } from './event-files.js';
import { FeedIndex, type FeedPlace, HIDDEN } from './feed-index.js';

type Context = Pick<OutputContext, 'clock' | 'catalogue'>;

/** With an access control list of the folder, a web server can read the files. */
const SHARED_DISK = nodeDisk({ folder: 0o750, file: 0o640 });

/** @throws SundialError `output-setting` */
export async function openFeedOutput(
  entry: MispEntry,
  context: Context,
  disk: Disk = SHARED_DISK,
): Promise<Output> {
  return new MispFeed(entry, { folder: entry.values.path, disk, output: entry.name }, context);
}

class MispFeed implements Output {
  private opened: { readonly index: FeedIndex; readonly files: EventFiles } | undefined;
  private readonly options: MispOptions;

  constructor(
    private readonly entry: MispEntry,
    private readonly place: FeedPlace,
    private readonly context: Context,
  ) {
    this.options = { ...mispOptions(entry), organisation: organisationOf(entry) };
  }

  async check(): Promise<OutputView> {
    const { folder } = this.place;
    const { name, uuid } = this.options.organisation;
    return {
      sentence: `the feed of ${name} is written to ${await writableFolder(folder)}`,
      facts: [
        ['folder', folder],
        ['organisation', `${name} (${uuid})`],
      ],
    };
  }

  async prepare(signal: AbortSignal): Promise<void> {
    const { folder, disk } = this.place;
    const unfinished = path.join(folder, HIDDEN, 'unfinished');
    await writing(folder, async () => {
      const touched = await makeFolder(disk, folder);
      await disk.remove(unfinished);
      await disk.makeFolder(unfinished);
      await FeedIndex.makeFolder(this.place);
      for (const each of touched) await disk.syncFolder(each);
    });
    const index = await FeedIndex.read(this.place);
    await index.write(signal);
    this.opened = { index, files: new EventFiles(this.place, index, this.options, this.entry.values.rows) };
  }

  async replace({ slice, reports }: SliceContent, signal: AbortSignal): Promise<Refusal[]> {
    // A person who starts over removes the folder, maybe while the service is running.
    if (!this.opened || !existsSync(path.join(this.place.folder, HIDDEN))) await this.prepare(signal);
    const live = await reports();
    for (const report of live) await this.replaceReport(slice, report, signal);
    const lists = new Set(live.map(({ notice }) => notice.list));
    for (const list of this.partsOf(slice).keys())
      if (!lists.has(list)) await this.empty(slice, list, 0, signal);
    return [];
  }

  async ended(_: unknown, signal: AbortSignal): Promise<void> {
    await this.opened?.index.write(signal);
  }

  async close(): Promise<void> {}

  private async replaceReport(slice: Slice, report: SliceReport, signal: AbortSignal): Promise<void> {
    const { list, publishedAt, loadedAt } = report.notice;
    const facts = this.context.catalogue.describe(slice.type);
    const versionAt = seconds(new Date(publishedAt || loadedAt));
    const parts = await inParts(report.read(), this.entry.values.event_rows, (part, events) =>
      this.opened!.files.write({ part: { ...slice, list, part }, facts, versionAt }, events, signal),
    );
    await this.empty(slice, list, parts, signal);
  }

  /** Takes everything out of the events of a report after some parts. The events stay, because MISP would keep the rows. */
  private async empty(slice: Slice, list: string, after: number, signal: AbortSignal): Promise<void> {
    const facts = this.context.catalogue.describe(slice.type);
    const versionAt = seconds(this.context.clock());
    for (let part = after + 1; part <= (this.partsOf(slice).get(list) ?? 0); part++)
      await this.opened!.files.write({ part: { ...slice, list, part }, facts, versionAt }, none(), signal);
  }

  /** The number of events of each identifier of a slice. */
  private partsOf(slice: Slice): ReadonlyMap<string, number> {
    return knownParts(this.opened!.index.titled(mispTitle(slice)), slice, this.options).parts;
  }
}

/** @throws SundialError `output-setting` */
function organisationOf(entry: MispEntry): MispOptions['organisation'] {
  const { org_name: name } = entry.values;
  if (name === '')
    throw refusedSetting(entry, 'org_name', 'is missing', 'the name of your organisation in MISP');
  return { name, uuid: requireUuid(entry, 'org_uuid', 'your organisation') };
}

const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);

async function* none(): AsyncGenerator<never> {}
