// The reports of a slice as STIX: one for each identifier, with the whole original unless the output is limited to a part
// of the rows.
import { type ReportIdentity, reportFileStem } from '../../domain/report.js';
import type { Secret } from '../../domain/secret.js';
import { type ReadEvents, type StixBundle, type StixOptions, StixReport } from '../../mapping/index.js';
import { counted } from '../../text/index.js';
import type { EventMessage } from '../messages.js';
import type { Slice, SliceContent, SliceReport } from '../output.js';
import { mayHaveOriginals, type OutputContext } from '../output-context.js';
import type { OpenctiEntry } from './entry.js';
import { firstTime } from './first-time.js';
import type { Memory, SentReport, SentReports } from './memory.js';
import { eventsOf, NO_EVENTS, type ReportEvents } from './report-events.js';
import { stixOptions } from './stix-options.js';
import type { LeftOut, PushedReport } from './target.js';
import { contentOf, type SentVersion, versionToSend } from './version.js';

/** A report that has to be pushed. */
export interface WaitingReport {
  readonly report: PushedReport;
  /** Under which its refusals are kept. */
  readonly id: string;
  /** Texts that neither errors nor logs may show. */
  readonly secrets: readonly Secret[];
  /** Remembers that it was pushed. */
  done(): Promise<void>;
}

/** What is known of one identifier of a slice. */
interface Known {
  readonly list: string;
  /** Undefined if no report with the identifier is left. */
  readonly live: SliceReport | undefined;
  /** What was sent of it so far. */
  readonly earlier: SentReport | undefined;
}

/** The name of a report that has the API's id. */
interface ConnectorName {
  readonly id: Secret;
  readonly firstTime: string;
}

/** What is sent of it now. */
interface Sending {
  readonly events: ReportEvents;
  readonly connector: ConnectorName | undefined;
}

export class Reports {
  private readonly options: StixOptions;
  private readonly hasOriginals: boolean;
  /** What decides, besides the reports, which objects are sent. */
  private readonly settings: unknown;

  constructor(
    { values, keys }: OpenctiEntry,
    private readonly context: Pick<OutputContext, 'catalogue' | 'original' | 'downloadId' | 'clock'>,
    private readonly memory: Memory,
  ) {
    this.options = stixOptions(values);
    this.hasOriginals = mayHaveOriginals(keys);
    const { filter, constituents, max_tlp } = keys;
    this.settings = { ...this.options, filter, constituents, max_tlp };
  }

  /** The reports of a slice, one after another: each is done before the next one is asked for. */
  async *of({ slice, reports, withdrawn }: SliceContent): AsyncGenerator<WaitingReport> {
    const live = await reports();
    const newest = this.versionOf(live);
    let sent = await this.memory.sent(slice);
    const remember = async (list: string, report: SentReport) => {
      sent = { ...sent, [list]: report };
      await this.memory.rememberSent(slice, sent);
    };
    for (const known of knownIn(live, sent)) {
      const { list, earlier } = known;
      const events = known.live ? await eventsOf(known.live) : NO_EVENTS;
      const { count } = events;
      const earlierEvents = earlier?.events ?? 0;
      if (count === 0 && earlierEvents === 0) continue;
      const connector = await this.connectorName(slice, known);
      const named = connector && { firstTime: connector.firstTime };
      // A kill in the middle leaves a part of the larger version.
      if (count > earlierEvents) await remember(list, { ...earlier, events: count, ...named });
      const version = versionToSend(earlier?.version, newest);
      const stix = this.stixOf(slice, { ...known, events, connector }, version.at);
      yield {
        ...{
          report: pushed(stix, () => ofList(withdrawn(), list)),
          id: `${slice.type}-${slice.date}-${list}`,
        },
        secrets: connector ? [connector.id] : [],
        done: () => remember(list, { events: count, ...named, version }),
      };
    }
  }

  /** The name by the API's id; undefined for a plain one. A report that was sent keeps the name that it got first. */
  private async connectorName(
    slice: Slice,
    { list, live, earlier }: Known,
  ): Promise<ConnectorName | undefined> {
    if (this.options.names !== 'connector') return undefined;
    if (earlier && earlier.firstTime === undefined) return undefined;
    const { downloadId, original } = this.context;
    const report: ReportIdentity = { ...slice, list };
    const id = await downloadId?.(report);
    if (!id) return undefined;
    if (earlier?.firstTime !== undefined) return { id, firstTime: earlier.firstTime };
    return { id, firstTime: live && original ? await firstTime(original(live.notice.sha256)) : '' };
  }

  private stixOf(
    { type, date }: Slice,
    { list, live, earlier, events, connector }: Known & Sending,
    versionAt: string,
  ): StixReport {
    const page = this.context.catalogue.find(type)?.link ?? '';
    const facts = {
      ...{ type, date, list, page, versionAt, earlierEvents: earlier?.events },
      connector: connector && { ...connector, id: connector.id.reveal() },
    };
    const original = this.hasOriginals && live ? this.originalOf(live) : undefined;
    return new StixReport({ ...facts, original }, this.options, () => events.read());
  }

  private originalOf({ notice }: SliceReport) {
    const { sha256 } = notice;
    const { original } = this.context;
    if (!original) return undefined;
    return { name: `${reportFileStem(notice)}.csv`, sha256, bytes: () => original(sha256) };
  }

  /** That of the newest report: a report may change because another one of the slice was issued again. */
  private versionOf(live: readonly SliceReport[]): SentVersion {
    const times = live.map(({ notice: { publishedAt, loadedAt } }) => publishedAt || loadedAt);
    const at = times.toSorted().at(-1) ?? this.context.clock().toISOString();
    return { at, of: contentOf(live, this.settings) };
  }
}

function knownIn(live: readonly SliceReport[], sent: SentReports): Known[] {
  const lists = new Set([...live.map(({ notice }) => notice.list), ...Object.keys(sent)]);
  return [...lists].toSorted().map((list) => ({
    list,
    live: live.find(({ notice }) => notice.list === list),
    earlier: sent[list],
  }));
}

/** The report itself, then notes on rows that it has no longer. */
async function* bundlesOf(stix: StixReport, withdrawn: ReadEvents): AsyncGenerator<StixBundle> {
  yield* stix.bundles();
  yield* stix.withdrawnNotes(withdrawn);
}

async function* ofList(
  batches: AsyncIterable<readonly EventMessage[]>,
  list: string,
): AsyncGenerator<readonly EventMessage[]> {
  for await (const events of batches) yield events.filter((event) => event.list === list);
}

function pushed(stix: StixReport, withdrawn: ReadEvents): PushedReport {
  return {
    name: stix.plainName,
    bundles: bundlesOf(stix, withdrawn),
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
  return {
    id: problem.split(':')[0]!,
    problem: `${problem} (${counted(times, 'value')}; the notes show them)`,
  };
}
