// Outputs to a feed in a folder of a test, and slices for them.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { loadCatalogue } from '../../../catalogue/index.js';
import { folderWith } from '../../../config/testing/folder.js';
import { type Disk, nodeDisk } from '../../../domain/disk.js';
import { shortFormValues } from '../../../domain/short-form.js';
import { sliceOf } from '../../opencti/testing/output.js';
import type { Output, SliceContent } from '../../output.js';
import { DEFAULT_KEYS } from '../../short-form.js';
import { NEVER } from '../../testing/events.js';
import { MISP_OPTIONS } from '../declaration.js';
import { openFeedOutput } from '../feed/feed.js';
import type { MispEntry } from '../settings.js';

export const ORGANISATION = '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b';
export const NOW = new Date('2026-01-17T06:00:00Z');

export function entryTo(folder: string, values: Partial<MispEntry['values']> = {}): MispEntry {
  return {
    ...{ name: 'feed', kind: 'misp', label: 'feed', isShortForm: false, shown: {}, unset: {}, variables: [] },
    keys: DEFAULT_KEYS,
    values: {
      ...shortFormValues({}, MISP_OPTIONS),
      ...{ path: folder, org_name: 'Example CSIRT', org_uuid: ORGANISATION },
      ...values,
    },
  };
}

export const CONTEXT = { clock: () => NOW, catalogue: loadCatalogue() };

const DISK = nodeDisk({ folder: 0o750, file: 0o640 });

/** A disk that does not wait until files are durable, for tests that do not cut the power. */
export const QUICK_DISK: Disk = {
  ...DISK,
  append: async (file) => ({ ...(await DISK.append(file)), sync: async () => {} }),
  syncFolder: async () => {},
};

/** Opens an output to a folder, as a new process does. */
export async function openFeed(
  folder: string,
  values: Partial<MispEntry['values']>,
  disk: Disk = QUICK_DISK,
): Promise<Output> {
  const output = await openFeedOutput(entryTo(folder, values), CONTEXT, disk);
  await output.prepare(NEVER);
  return output;
}

/** A feed in a new folder. */
export class TestFeed {
  private constructor(
    readonly folder: string,
    private readonly values: Partial<MispEntry['values']>,
  ) {}

  static async in(values: Partial<MispEntry['values']> = {}): Promise<TestFeed> {
    return new TestFeed(path.join(await folderWith({}), 'feed'), values);
  }

  /** Opens an output, as a new process does. */
  open(disk?: Disk): Promise<Output> {
    return openFeed(this.folder, this.values, disk);
  }

  /** Sends slices in a round of a new process. */
  async send(...slices: readonly SliceContent[]): Promise<void> {
    const output = await this.open();
    for (const slice of slices) await output.replace!(slice, NEVER);
    await endRound(output);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

export async function endRound(output: Output): Promise<void> {
  const none = { appeared: 0, withdrawn: 0, findings: 0, reports: 0, refused: 0, error: '' };
  await output.ended!({ startedAt: NOW, endedAt: NOW, status: 'done', ...none }, NEVER);
}

/** A slice with reports, each with rows from one number to another. */
export function rowsOf(
  reports: Readonly<Record<string, readonly number[]>>,
  loadedAt?: string,
): SliceContent {
  const csv = (rows: readonly number[]) =>
    [
      'timestamp,ip,port,tag',
      ...rows.map((n) => `2026-01-15 00:00:01,192.0.2.${n},123,ntp;cve-2021-44228`),
    ].join('\n');
  const texts = Object.entries(reports).map(([list, rows]) => [list, `${csv(rows)}\n`]);
  return sliceOf(Object.fromEntries(texts) as Record<string, string>, loadedAt);
}
