// The reports of a slice as STIX: one for each identifier, with the whole original unless the output is limited to a part
// of the rows.
import { type StixOptions, StixReport } from '../../mapping/index.js';
import type { Slice, SliceContent, SliceReport } from '../output.js';
import type { OutputContext } from '../output-context.js';
import type { OpenctiEntry } from './entry.js';
import type { Memory, SentEvents } from './memory.js';
import { eventsOf, NO_EVENTS, type ReportEvents } from './report-events.js';
import { stixOptions } from './stix-options.js';
import type { LeftOut, PushedReport } from './target.js';

/** A report that has to be pushed. */
export interface WaitingReport {
  readonly report: PushedReport;
  /** Under which its refusals are kept. */
  readonly id: string;
  /** Remembers that it was pushed. */
  done(): Promise<void>;
}

/** What is known of one identifier of a slice. */
interface Known {
  readonly list: string;
  /** Undefined if no report with the identifier is left. */
  readonly live: SliceReport | undefined;
  /** The most events that were sent of it so far. */
  readonly earlier: number;
}

export class Reports {
  private readonly options: StixOptions;
  /** An output for some constituents or rows must not send the original, which has all rows. */
  private readonly hasOriginals: boolean;

  constructor(
    { values, keys }: OpenctiEntry,
    private readonly context: Pick<OutputContext, 'catalogue' | 'original' | 'clock'>,
    private readonly memory: Memory,
  ) {
    this.options = stixOptions(values);
    this.hasOriginals = keys.constituents.length === 0 && keys.filter.length === 0;
  }

  /** The reports of a slice, one after another: each is done before the next one is asked for. */
  async *of({ slice, reports }: Pick<SliceContent, 'slice' | 'reports'>): AsyncGenerator<WaitingReport> {
    const live = await reports();
    const versionAt = this.versionOf(live);
    let sent = await this.memory.sent(slice);
    const remember = async (list: string, events: number) => {
      sent = withCount(sent, list, events);
      await this.memory.rememberSent(slice, sent);
    };
    for (const known of knownIn(live, sent)) {
      const { list, earlier } = known;
      const events = known.live ? await eventsOf(known.live) : NO_EVENTS;
      const { count } = events;
      if (count === 0 && earlier === 0) continue;
      // A kill in the middle leaves a part of the larger version.
      if (count > earlier) await remember(list, count);
      const stix = this.stixOf(slice, { ...known, events }, versionAt);
      yield {
        ...{ report: pushed(stix), id: `${slice.type}-${slice.date}-${list}` },
        done: () => remember(list, count),
      };
    }
  }

  private stixOf(
    { type, date }: Slice,
    { list, live, earlier, events }: Known & { readonly events: ReportEvents },
    versionAt: string,
  ): StixReport {
    const page = this.context.catalogue.find(type)?.link ?? '';
    const facts = { type, date, list, page, versionAt, earlierEvents: earlier };
    const original = this.hasOriginals && live ? this.originalOf(live) : undefined;
    return new StixReport({ ...facts, original }, this.options, () => events.read());
  }

  private originalOf({ notice: { type, date, list, sha256 } }: SliceReport) {
    const { original } = this.context;
    if (!original) return undefined;
    return { name: `${date}-${type}-${list}.csv`, sha256, bytes: () => original(sha256) };
  }

  /** The time of the newest report: a report may change because another one of the slice was issued again. */
  private versionOf(live: readonly SliceReport[]): string {
    const times = live.map(({ notice: { publishedAt, loadedAt } }) => publishedAt || loadedAt);
    return times.toSorted().at(-1) ?? this.context.clock().toISOString();
  }
}

function knownIn(live: readonly SliceReport[], sent: SentEvents): Known[] {
  const lists = new Set([...live.map(({ notice }) => notice.list), ...Object.keys(sent)]);
  return [...lists].toSorted().map((list) => ({
    list,
    live: live.find(({ notice }) => notice.list === list),
    earlier: sent[list] ?? 0,
  }));
}

function withCount(sent: SentEvents, list: string, events: number): SentEvents {
  const { [list]: _, ...others } = sent;
  return events === 0 ? others : { ...others, [list]: events };
}

function pushed(stix: StixReport): PushedReport {
  return {
    name: stix.name,
    bundles: stix.bundles(),
    problems: () => [...stix.tally.problems].map(([problem, times]) => problemOf(problem, times)),
    summary() {
      const { rows, objects } = stix.tally;
      const sum = [...objects.values()].reduce((total, number) => total + number, 0);
      return `${rows} rows, ${sum} objects`;
    },
  };
}

/** A problem of the mapping, such as `ip: not an address`. */
function problemOf(problem: string, times: number): LeftOut {
  return { id: problem.split(':')[0]!, problem: `${problem} (${times} values; the notes show them)` };
}
