// An output to a test's platform, and slices for it.
import { hash } from 'node:crypto';
import type { Catalogue } from '../../../catalogue/index.js';
import { Secret } from '../../../domain/secret.js';
import { shortFormValues } from '../../../domain/short-form.js';
import type { Pace } from '../../../net/index.js';
import type { EventMessage } from '../../messages.js';
import type { Output, Slice, SliceContent, SliceReport } from '../../output.js';
import type { OutputContext } from '../../output-context.js';
import { DEFAULT_KEYS } from '../../short-form.js';
import { eventsOfCsv, SLICE } from '../../testing/events.js';
import { OPENCTI_OPTIONS } from '../declaration.js';
import type { OpenctiEntry } from '../entry.js';
import { openOpencti } from '../open.js';
import { TOKEN } from './platform.js';

export const NOW = new Date('2026-01-16T06:00:00Z');

/** Time that passes when a test says so: waits end one by one. */
export class StepPace implements Pace {
  private now = NOW.getTime();
  private waiting: { readonly ms: number; readonly end: () => void }[] = [];
  private noticed: () => void = () => {};
  readonly random = () => 0.5;
  readonly clock = () => new Date(this.now);

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const ended = () => {
        this.waiting = this.waiting.filter((each) => each !== wait);
        reject(signal!.reason);
      };
      const wait = {
        ms,
        end: () => {
          signal?.removeEventListener('abort', ended);
          resolve();
        },
      };
      signal?.addEventListener('abort', ended);
      this.waiting.push(wait);
      this.noticed();
    });

  /** Ends the next wait of so many milliseconds; waits until there is one. */
  async pass(ms: number): Promise<void> {
    for (;;) {
      const found = this.waiting.find((each) => each.ms === ms);
      if (!found) {
        await new Promise<void>((resolve) => {
          this.noticed = resolve;
        });
        continue;
      }
      this.waiting = this.waiting.filter((each) => each !== found);
      this.now += ms;
      found.end();
      return;
    }
  }
}

export interface Given {
  readonly values?: Partial<OpenctiEntry['values']>;
  readonly keys?: Partial<OpenctiEntry['keys']>;
  readonly folder: string;
  readonly pace?: Pace;
  readonly original?: (sha256: string) => AsyncIterable<Uint8Array>;
  readonly downloadId?: OutputContext['downloadId'];
}

export function entryTo(url: string, { values, keys }: Pick<Given, 'values' | 'keys'> = {}): OpenctiEntry {
  return {
    ...{ name: 'cti', kind: 'opencti', label: 'cti', isShortForm: false },
    ...{ shown: {}, unset: {}, variables: [], keys: { ...DEFAULT_KEYS, ...keys } },
    values: {
      ...shortFormValues({}, OPENCTI_OPTIONS),
      ...{ url, token: new Secret(TOKEN) },
      ...values,
    },
  };
}

const CATALOGUE = { find: () => undefined } as unknown as Catalogue;

export function outputTo(url: string, given: Given): Promise<Output> {
  const { folder, pace = new StepPace(), original, downloadId } = given;
  const context = { clock: pace.clock, env: {}, folder, catalogue: CATALOGUE, pace };
  return openOpencti(entryTo(url, given), {
    ...context,
    ...(original && { original }),
    ...(downloadId && { downloadId }),
  });
}

/** The content of a slice with the reports of some identifiers, and the rows that they had before, each as CSV. */
export function sliceOf(
  reports: Readonly<Record<string, string>>,
  loadedAt = '2026-01-16T02:00:00.000Z',
  slice: Slice = SLICE,
  withdrawn: Readonly<Record<string, string>> = {},
): SliceContent {
  const each = Object.entries(reports).map(([list, csv]) => reportOf(list, csv, loadedAt, slice));
  const all = new Map(each.flatMap(({ events }) => events).map((event) => [event.id, event]));
  return {
    ...{ slice, events: all.size, fields: [] },
    reports: async () => each.map(({ report }) => report),
    batches: batchesOf([...all.values()]),
    withdrawn: () =>
      batchesOf(
        Object.entries(withdrawn).flatMap(([list, csv]) =>
          eventsOfCsv(csv, slice).map((event) => ({ ...event, list })),
        ),
      ),
  };
}

function reportOf(list: string, csv: string, loadedAt: string, slice: Slice) {
  const events = eventsOfCsv(csv, slice);
  const report: SliceReport = {
    notice: {
      ...{
        id: `${slice.type}-${slice.date}-${list}`,
        ...slice,
        list,
        sha256: hash('sha256', csv),
        bytes: 10,
      },
      ...{
        rows: events.length,
        events: events.length,
        quarantined: 0,
        publishedAt: '',
        loadedAt,
        replaces: false,
      },
    },
    events: async () => events.length,
    read: () => batchesOf(events),
  };
  return { report, events };
}

async function* batchesOf(events: readonly EventMessage[]): AsyncGenerator<readonly EventMessage[]> {
  for (let at = 0; at < events.length; at += 100) yield events.slice(at, at + 100);
}
