// The work of one round: events stored at the beginning, changes of events, and changes of findings, each from its position.
import { SundialError } from '../../domain/errors.js';
import type { LoadedVersion, SliceChange } from '../../store/index.js';
import { lastStepBefore } from '../../triage/index.js';
import { guaranteeOf } from '../declaration.js';
import type { DateRange, Slice } from '../output.js';
import { earlierThan } from './earlier.js';
import type { FeedParts } from './feed-parts.js';
import type { Memo, OutputState, SlicePosition } from './memo.js';
import type { OpenOutput } from './open-output.js';
import type { Sender } from './sender.js';
import type { SendingContext } from './sending-context.js';
import { EVER, sinceOf } from './wanted.js';

/** Where a round begins if not at the end of the last round: at the beginning, or after everything that is waiting. */
export type Beginning = 'replay' | 'skip';

export interface RoundParts {
  readonly open: OpenOutput;
  readonly context: SendingContext;
  readonly parts: FeedParts;
  readonly sender: Sender;
}

/** Follows the last finding of a step in the order of ids. */
const LAST_ID = 'f'.repeat(32);

export class RoundWork {
  private readonly sentBefore: Memo['sent'];
  private readonly withheldBefore: number;
  /** Whether the round sends stored events, because the output begins or has not finished that. */
  private isBeginning = false;

  constructor(
    private readonly round: RoundParts,
    public state: OutputState,
  ) {
    this.sentBefore = state.memo.sent;
    this.withheldBefore = state.memo.withheld ?? 0;
  }

  /**
   * Begins an output that is new, whose store was restored, or that is too far behind.
   *
   * @throws SundialError `output-behind`
   */
  async begin(beginning: Beginning | undefined): Promise<void> {
    const { context, open, parts } = this.round;
    const { feed, operator, clock } = context;
    const { life, flip, step, isNew } = this.state;
    const reaches = isNew || (await feed.reaches({ life, flip, step }));
    if (beginning === undefined && reaches && !isNew) return;
    if (beginning === undefined && !reaches && guaranteeOf(open.kind, open.entry.values) === 'append only')
      throw new SundialError('output-behind', {
        output: open.entry.name,
        reason: reasonOf(life === feed.life),
      });
    // A target with keys accepts everything again.
    const start =
      beginning === 'skip' ? 'now' : beginning === 'replay' || !reaches ? 'all' : parts.wanted.start;
    const since = sinceOf(start, clock());
    const [head, complete] = [await feed.head(), await operator.steps.complete()];
    const first = since === undefined ? complete : await lastStepBefore(operator, since);
    const isStart = beginning === undefined && reaches;
    const wants = (slice: Pick<Slice, 'type'>) => parts.wants(slice);
    this.state = await this.state.write({
      ...{ flip: head, step: Math.min(first, complete), within: undefined, finding: undefined },
      stored: since === undefined ? undefined : { since, until: EVER.until },
      earlier: isStart ? await earlierThan(parts.wanted, wants, context) : undefined,
    });
  }

  /** Sends the events that were stored when the output began. */
  async sendStored(): Promise<void> {
    const { stored } = this.state.memo;
    if (!stored) return;
    this.isBeginning = true;
    const { parts, context } = this.round;
    const { since, until, after } = stored;
    const remember = (position: SlicePosition) => this.write({ stored: { since, until, after: position } });
    if (parts.wanted.carries.has('events'))
      for (const slice of await context.feed.slices(since, until)) {
        const order = after ? compare(slice, after) : 1;
        if (order < 0 || (order === 0 && after?.part === 'ended') || !parts.wants(slice)) continue;
        await parts.visible(slice, this.state.flip, order === 0 ? after?.event : undefined, remember);
        await remember({ ...slice, part: 'ended' });
      }
    if (parts.wanted.carries.has('reports')) await parts.reports(await context.feed.stored(since, until));
    await this.write({ stored: undefined });
  }

  /** Sends the stored events of some report dates again, regardless of the position. */
  async sendRange({ since, until }: DateRange): Promise<void> {
    const { parts, context } = this.round;
    if (parts.wanted.carries.has('events'))
      for (const slice of await context.feed.slices(since, until))
        if (parts.wants(slice)) await parts.visible(slice, this.state.flip, undefined, async () => {});
    if (parts.wanted.carries.has('reports')) await parts.reports(await context.feed.stored(since, until));
    const { earlier } = this.state.memo;
    if (earlier && since <= earlier.first && until >= earlier.since) await this.write({ earlier: undefined });
  }

  /** Sends what the target asks for again, unless the output has just begun and sent everything anyway. */
  async sendAsked(range: DateRange): Promise<void> {
    if (!this.isBeginning) await this.sendRange(range);
  }

  /** Sends the changes of events and notices of reports, up to the last flip that is known completely. */
  async sendChanges(): Promise<void> {
    const { open, context, parts } = this.round;
    const { carries } = parts.wanted;
    if (!carries.has('events') && !carries.has('reports')) return;
    const { dividesByReport = false } = open.kind;
    const takesSlices = open.kind.takes === 'slices';
    for (;;) {
      const { flip, memo } = this.state;
      // Slices are replaced in the order of dates, so the round that was interrupted has to be ended as it was begun.
      const head = takesSlices && memo.within ? memo.within.flip : await context.feed.head();
      if (head <= flip) return;
      const changes = carries.has('events')
        ? (await context.feed.after(flip, head)).filter((change) => parts.wants(change))
        : [];
      const needsLoaded = carries.has('reports') || dividesByReport;
      const loaded = needsLoaded ? await context.feed.loaded(flip, head) : [];
      if (takesSlices) {
        const divided = dividesByReport ? loaded.map(sliceOf).filter((slice) => parts.wants(slice)) : [];
        await this.replaceSlices([...changes, ...divided], head);
        if (carries.has('reports')) await parts.reports(loaded);
      } else {
        const flips = [...changes, ...loaded].map((one) => one.flip);
        for (const at of [...new Set(flips)].sort((a, b) => a - b)) {
          const isOfFlip = (one: { readonly flip: number }) => one.flip === at;
          await this.sendFlip(at, changes.filter(isOfFlip));
          await parts.reports(loaded.filter(isOfFlip));
        }
      }
      await this.write({ flip: head, within: undefined });
    }
  }

  /** Sends the changes of findings, up to the last step that is written completely. */
  async sendFindings(): Promise<void> {
    const { parts, context } = this.round;
    if (!parts.wanted.carries.has('findings')) return;
    const until = await context.operator.steps.complete();
    if (until <= this.state.step) return;
    const after = this.state.memo.finding ?? { step: this.state.step, finding: LAST_ID };
    await parts.findings(after, until, (position) =>
      this.write({ step: position.step - 1, finding: position }),
    );
    await this.write({ step: until, finding: undefined });
  }

  /** Remembers a position, with the numbers of messages sent so far. */
  async write(change: Parameters<OutputState['write']>[0]): Promise<void> {
    const { sender, context } = this.round;
    const sentAt = sender.isUsed ? { sentAt: Math.floor(context.clock().getTime() / 1000) } : {};
    const withheld = this.withheldBefore + sender.withheld;
    const counts = { sent: sender.added(this.sentBefore), ...(withheld > 0 && { withheld }) };
    this.state = await this.state.write({ ...counts, ...sentAt, ...change });
  }

  private async sendFlip(flip: number, changes: readonly SliceChange[]): Promise<void> {
    const { within } = this.state.memo;
    const position = within?.flip === flip ? within : undefined;
    for (const change of changes) {
      const order = position ? compare(change, position) : 1;
      if (order < 0) continue;
      await this.round.parts.change(change, order === 0 ? position : undefined, (next) =>
        this.write({ flip: flip - 1, within: { ...next, flip } }),
      );
    }
  }

  /** Replaces each slice once, however often it changed. */
  private async replaceSlices(changes: readonly (Slice | SliceChange)[], head: number): Promise<void> {
    const { within } = this.state.memo;
    const slices = new Map(changes.map(({ type, date }) => [`${date} ${type}`, { type, date }]));
    for (const slice of [...slices.values()].sort(compare)) {
      if (within && compare(slice, within) <= 0) continue;
      const own = changes.filter((one) => compare(one, slice) === 0);
      await this.round.parts.slice(
        slice,
        own.filter((one) => 'flip' in one),
      );
      await this.write({ within: { ...slice, part: 'ended', flip: head } });
    }
  }
}

const sliceOf = ({ report_type: type, report_date: date }: LoadedVersion): Slice => ({ type, date });

function reasonOf(isSameLife: boolean): string {
  return isSameLife
    ? 'it stayed behind for longer than changes_days'
    : 'the store was restored or repaired from an earlier state';
}

type DateAndType = Pick<SlicePosition, 'date' | 'type'>;

/** Orders positions by date and type. */
function compare(one: DateAndType, other: DateAndType): number {
  const [a, b] = [`${one.date} ${one.type}`, `${other.date} ${other.type}`];
  return a < b ? -1 : Number(a > b);
}
