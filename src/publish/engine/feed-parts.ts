// Sends the parts of the feed: events of slices, whole slices, changes of findings, and notices of reports.
import { Constituents, holdersOf } from '../../constituents/index.js';
import { RestrictedScope } from '../../domain/scope.js';
import { lowestTlp } from '../../domain/tlp.js';
import {
  EventFeed,
  type EventPosition,
  type FeedEvent,
  type FeedPart,
  type SliceEvents,
} from '../../query/index.js';
import type { LoadedVersion, ScopedStore, SliceChange } from '../../store/index.js';
import { type FindingPosition, findingChanges } from '../../triage/index.js';
import type { EventMessage, ReportMessage } from '../messages.js';
import type { EventBatch, Slice, SliceReport } from '../output.js';
import type { SlicePosition } from './memo.js';
import { eventMessage, findingMessage, reportMessage } from './message-of.js';
import type { OpenOutput } from './open-output.js';
import type { Sender } from './sender.js';
import type { SendingContext } from './sending-context.js';
import type { Wanted } from './wanted.js';

/** Remembers a position durably after a batch was accepted. */
export type Remember<Position> = (position: Position) => Promise<void>;

/** What parts need to send. */
type FeedSender = Pick<Sender, 'send' | 'replace' | 'withhold'>;

export class FeedParts {
  private typeIds: ReadonlySet<string> | undefined;

  private constructor(
    private readonly context: SendingContext,
    private readonly open: Pick<OpenOutput, 'kind' | 'output'>,
    readonly wanted: Wanted,
    private readonly feed: EventFeed,
    private readonly sender: FeedSender,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws SundialError `type-unknown`, `type-ambiguous`, `constituent-unknown` */
  static async of(
    context: SendingContext,
    open: OpenOutput,
    sender: FeedSender,
    signal: AbortSignal,
  ): Promise<FeedParts> {
    const wanted = open.wanted();
    const parts = new FeedParts(context, open, wanted, await feedOf(context, open, wanted), sender, signal);
    parts.typeIds = await parts.feed.types(parts.wanted.types);
    return parts;
  }

  /** Parts that can only be counted, not sent. @throws SundialError `type-unknown`, `type-ambiguous`, `constituent-unknown` */
  static async toCount(context: SendingContext, open: OpenOutput): Promise<FeedParts> {
    const never = () => Promise.reject(new Error('nothing is sent while counting'));
    return FeedParts.of(context, open, { send: never, replace: never, withhold: () => {} }, NEVER);
  }

  /** Whether the output wants events of a type. */
  wants({ type }: Pick<Slice, 'type'>): boolean {
    return this.typeIds === undefined || this.typeIds.has(type);
  }

  get takesSlices(): boolean {
    return this.open.kind.takes === 'slices';
  }

  /** Sends those visible events of a slice that have the given keys, in hex. */
  async withKeys(slice: Slice, keys: readonly string[], occasion: string): Promise<void> {
    const events = await this.feed.open(slice, 'visible', keys);
    await this.events({ ...slice, occasion }, 'visible', events, undefined, async () => {});
  }

  /** The number of events in a part of a slice that the output wants. */
  async count(change: SliceChange, part: FeedPart): Promise<number> {
    return (await this.feed.open(change, part)).count();
  }

  /** The number of events of a slice. */
  async countVisible(slice: Slice): Promise<number> {
    return (await this.feed.open(slice, 'visible')).count();
  }

  /** Sends a change of a slice: first withdrawn events, then new ones. @param from the position to continue after */
  async change(
    change: SliceChange,
    from: SlicePosition | undefined,
    remember: Remember<SlicePosition>,
  ): Promise<void> {
    for (const part of ['withdrawn', 'appeared'] as const) {
      const isPast = from?.part === 'appeared' && part === 'withdrawn';
      const isEmpty =
        part === 'withdrawn' ? change.withdrawn === 0 : change.loads.length + change.listed === 0;
      if (isPast || isEmpty) continue;
      const position = from?.part === part ? from.event : undefined;
      if (part === 'appeared' && !position) this.sender.withhold(await this.feed.withheld(change, part));
      const events = await this.feed.open(change, part);
      const side = { ...change, occasion: this.occasionOf(change.flip) };
      await this.events(side, part, events, position, remember);
    }
  }

  /** Sends all visible events of a slice. @param flip the output's position */
  async visible(
    slice: Slice,
    flip: number,
    from: EventPosition | undefined,
    remember: Remember<SlicePosition>,
  ): Promise<void> {
    if (this.takesSlices) return this.slice(slice);
    if (!from) this.sender.withhold(await this.feed.withheld(slice, 'visible'));
    const events = await this.feed.open(slice, 'visible');
    await this.events({ ...slice, occasion: this.occasionOf(flip) }, 'visible', events, from, remember);
  }

  /** Replaces a whole slice. @param changes the changes for which it is sent, if any */
  async slice(slice: Slice, changes: readonly SliceChange[] = []): Promise<void> {
    this.sender.withhold(await this.feed.withheld(slice, 'visible'));
    const events = await this.feed.open(slice, 'visible');
    await this.sender.replace({
      ...{ slice, events: await events.count(), fields: events.fields },
      reports: () => this.reportsOf(slice),
      withdrawn: () => this.withdrawn(slice, changes),
      batches: this.batches(slice, events),
    });
  }

  /** Sends the changes of findings after a position, up to a step. */
  async findings(after: FindingPosition, until: number, remember: Remember<FindingPosition>): Promise<void> {
    const matching = findingCondition(this.context, this.wanted);
    for (let position = after; ; ) {
      this.signal.throwIfAborted();
      const page = await findingChanges(this.context.operator, {
        ...{ after: position, until, limit: this.open.kind.batchRows, matching: await matching },
      });
      if (!page.next) return;
      const findings = page.changes.filter((change) => this.wants(change)).map(findingMessage);
      if (findings.length > 0) await this.sender.send({ carries: 'findings', findings });
      position = page.next;
      await remember(position);
    }
  }

  /** Sends notices of reports. */
  async reports(loaded: readonly LoadedVersion[]): Promise<void> {
    const wanted = this.wantedOf(loaded);
    const { batchRows } = this.open.kind;
    for (let at = 0; at < wanted.length; at += batchRows)
      await this.sender.send({ carries: 'reports', reports: wanted.slice(at, at + batchRows) });
  }

  /** The notices of those reports that the output wants. */
  private wantedOf(loaded: readonly LoadedVersion[]): ReportMessage[] {
    const lists = this.wanted.conditions.report ?? [];
    return loaded
      .map(reportMessage)
      .filter((report) => this.wants(report) && (lists.length === 0 || lists.includes(report.list)));
  }

  /** The visible reports of a slice that the output wants, in the order of their identifiers. */
  private async reportsOf(slice: Slice): Promise<SliceReport[]> {
    const { type, date } = slice;
    const loaded = await this.context.feed.stored(date, date);
    const notices = this.wantedOf(loaded.filter(({ report_type }) => report_type === type));
    notices.sort((one, other) => (one.list < other.list ? -1 : 1));
    return notices.map((notice) => {
      const opened = async () => (await this.feedOfList(notice.list)).open(slice, 'visible');
      return {
        notice,
        events: async () => (await opened()).count(),
        read: () => this.batches(slice, opened()),
      };
    });
  }

  /** The events in reports with an identifier. */
  private feedOfList(list: string): Promise<EventFeed> {
    const conditions = { ...this.wanted.conditions, report: [list] };
    return feedOf(this.context, this.open, { ...this.wanted, conditions });
  }

  /** The events that some of the changes withdrew, and that did not return. */
  private async *withdrawn(
    slice: Slice,
    changes: readonly SliceChange[],
  ): AsyncGenerator<readonly EventMessage[]> {
    for (const change of changes)
      if (change.withdrawn > 0) yield* this.batches(slice, this.feed.open(change, 'gone'));
  }

  private occasionOf(flip: number): string {
    return `${this.context.feed.life}-${flip}`;
  }

  private async events(
    { type, date, occasion }: Slice & Pick<EventBatch, 'occasion'>,
    part: Exclude<FeedPart, 'gone'>,
    events: SliceEvents,
    from: EventPosition | undefined,
    remember: Remember<SlicePosition>,
  ): Promise<void> {
    const slice = { type, date };
    for await (const { messages, position } of this.pages(slice, events, from)) {
      const side = part === 'withdrawn' ? 'withdrawn' : 'appeared';
      const batch = { carries: 'events', slice, occasion, appeared: [], withdrawn: [] } as const;
      await this.sender.send({ ...batch, [side]: messages });
      await remember({ ...slice, part, event: position });
    }
  }

  private async *batches(
    slice: Slice,
    events: SliceEvents | Promise<SliceEvents>,
  ): AsyncGenerator<readonly EventMessage[]> {
    for await (const { messages } of this.pages(slice, await events, undefined)) yield messages;
  }

  private async *pages(slice: Slice, events: SliceEvents, from: EventPosition | undefined) {
    const { batchRows } = this.open.kind;
    for (let after = from; ; ) {
      this.signal.throwIfAborted();
      const page = await events.page(after, batchRows, { signal: this.signal });
      const position = page.at(-1)?.position;
      if (!position) return;
      yield { messages: await this.messagesOf(page, slice), position };
      after = position;
    }
  }

  private async messagesOf(page: readonly FeedEvent[], slice: Slice): Promise<EventMessage[]> {
    if (!this.open.output.usesConstituents) return page.map((event) => eventMessage(event, slice));
    const subjects = page.map(({ subject }) => subject!);
    const holders = await holdersOf(this.context.operator.tables, slice, subjects);
    const { constituents: only } = this.wanted;
    const isMeant = (id: string) => only.length === 0 || only.includes(id);
    return page.map((event, at) => eventMessage(event, slice, holders[at]!.filter(isMeant)));
  }
}

/**
 * The events that an output may send: those of its constituents as they are described now, if it names any, and no higher
 * marking than they and the output permit.
 */
async function feedOf(context: SendingContext, { output }: Pick<OpenOutput, 'output'>, wanted: Wanted) {
  const { rows, catalogue, clock, operator, unmarkedTlp: unmarked } = context;
  const world = { catalogue, clock, facts: () => rows.events.facts() };
  const ofConstituents = await new Constituents(operator).mostTlp(wanted.constituents);
  const most = lowestTlp([wanted.maxTlp, ofConstituents]);
  const tlp = most && { most, unmarked };
  const request = { ...wanted, tlp, hasSubjects: output.usesConstituents ?? false };
  return new EventFeed(await rowsFor(wanted, context), world, request);
}

async function rowsFor(
  { constituents }: Wanted,
  { rows, rowsOf, operator }: SendingContext,
): Promise<ScopedStore> {
  if (constituents.length === 0) return rows;
  const register = new Constituents(operator);
  const scopes = await Promise.all(constituents.map((id) => register.scopeOf(id)));
  return rowsOf(RestrictedScope.of(scopes.flatMap(({ grants }) => grants)));
}

const NEVER = new AbortController().signal;

/** The output's conditions over findings. @throws SundialError `field-unknown`, `query-invalid` */
async function findingCondition({ rows, catalogue, clock }: SendingContext, wanted: Wanted) {
  const { readFindingFilter, readReporting } = await import('../../query/index.js');
  const reporting = await readReporting(rows, catalogue);
  const lists = [...reporting.lists, ...(wanted.conditions.report ?? [])];
  const { matching } = readFindingFilter(
    { conditions: wanted.conditions },
    { catalogue, clock, reporting: { ...reporting, lists }, findings: rows.findings, nameOf: (name) => name },
  );
  return matching!;
}
