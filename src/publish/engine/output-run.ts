// Runs one output: a round sends everything that waits, and its result or failure is remembered.
import { requireKnown } from '../../constituents/index.js';
import { unixSeconds } from '../../domain/clock.js';
import { DAY_SECONDS } from '../../domain/days.js';
import { asSundialError } from '../../domain/errors.js';
import type { DateRange, OutputView, Round } from '../output.js';
import { PUBLISH_TABLES } from '../tables.js';
import { FeedParts } from './feed-parts.js';
import { Letters } from './letters.js';
import { OutputState } from './memo.js';
import type { OpenOutput } from './open-output.js';
import { type Beginning, RoundWork } from './round-work.js';
import { sendAgain } from './send-again.js';
import { type Progress, Sender } from './sender.js';
import type { SendingContext } from './sending-context.js';

export interface RoundOptions {
  readonly signal: AbortSignal;
  readonly progress?: Progress | undefined;
  readonly beginning?: Beginning | undefined;
  /** Report dates whose events are sent again. */
  readonly range?: DateRange | undefined;
}

/** The running rounds, so that a command and the service never send through one output at the same time. */
const atWork = new WeakMap<object, Map<string, Promise<unknown>>>();

export class OutputRun {
  private isPrepared = false;

  constructor(
    readonly open: OpenOutput,
    private readonly context: SendingContext,
  ) {}

  private readonly seconds = () => unixSeconds(this.context.clock());

  get name(): string {
    return this.open.entry.name;
  }

  get letters(): Letters {
    return new Letters(this.context.operator.ownTables(PUBLISH_TABLES), this.name, this.seconds);
  }

  state(): Promise<OutputState> {
    return OutputState.read(this.context.feed, this.name, this.seconds);
  }

  /**
   * Connects to the target and checks rights, and that the constituents exist to which the output is limited.
   *
   * @throws SundialError `constituent-unknown`, errors of the output and of its settings
   */
  async check(signal: AbortSignal): Promise<OutputView> {
    await requireKnown(this.context.operator.tables, this.open.wanted().constituents);
    return this.open.output.check(signal);
  }

  /** Whether anything waits for the output. @throws SundialError `output-setting` */
  async hasWork(): Promise<boolean> {
    const { feed, operator } = this.context;
    const state = await this.state();
    const { output } = this.open;
    if ((output.isPresent && !this.isPrepared) || output.asked?.()) return true;
    if (state.isNew || state.memo.stored || state.memo.problem || state.life !== feed.life) return true;
    const { carries } = this.open.wanted();
    if ((carries.has('events') || carries.has('reports')) && state.flip < (await feed.head())) return true;
    if (carries.has('findings') && state.step < (await operator.steps.complete())) return true;
    return (await this.letters.list(['again'], 1)).length > 0;
  }

  /**
   * Sends everything that waits. After a failure the position is that of the last accepted batch.
   *
   * @throws SundialError errors of the output and of its settings, `output-behind`, `output-refusing`
   */
  round(options: RoundOptions): Promise<Round> {
    const rounds = atWork.get(this.context.feed) ?? new Map<string, Promise<unknown>>();
    atWork.set(this.context.feed, rounds);
    const mine = (rounds.get(this.name) ?? Promise.resolve()).then(() => this.alone(options));
    rounds.set(
      this.name,
      mine.catch(() => {}),
    );
    return mine;
  }

  private async alone(options: RoundOptions): Promise<Round> {
    const { signal, progress } = options;
    const { open, letters } = this;
    signal.throwIfAborted();
    const startedAt = this.context.clock();
    const began = performance.now();
    const sender = new Sender({ name: this.name, output: open.output, letters, signal, progress });
    let failure: unknown;
    try {
      await this.work(sender, options);
    } catch (thrown) {
      if (signal.aborted) throw signal.reason;
      failure = thrown;
    }
    const error = failure === undefined ? '' : asSundialError(failure).message;
    const round: Round = {
      ...{ startedAt, endedAt: this.context.clock(), status: failure === undefined ? 'done' : 'failed' },
      ...{ ...sender.sent, refused: sender.refused, error },
    };
    await this.note(sender, failure, (performance.now() - began) / 1000);
    if (this.isPrepared && sender.isUsed) await open.output.ended?.(round, signal);
    if (failure !== undefined) throw failure;
    if (sender.isUsed) await this.prune();
    return round;
  }

  private async work(sender: Sender, { signal, beginning, range }: RoundOptions): Promise<void> {
    const { context, open } = this;
    const parts = await FeedParts.of(context, open, sender, signal);
    const work = new RoundWork({ open, context, parts, sender }, await this.state());
    await work.begin(beginning);
    if (!this.isPrepared) {
      await open.output.prepare(signal);
      this.isPrepared = true;
    }
    await sendAgain({ letters: this.letters, parts, sender });
    const asked = open.output.asked?.();
    await work.sendStored();
    if (asked) await work.sendAsked(asked);
    if (range) await work.sendRange(range);
    await work.sendChanges();
    await work.sendFindings();
    if (asked) await open.output.answered?.(asked, signal);
  }

  /** Removes details of changes that every output has received, or that are too old. */
  private async prune(): Promise<void> {
    const { feed, changesDays } = this.context;
    await feed.prune(this.seconds() - changesDays * DAY_SECONDS);
  }

  /** Remembers how the round ended. @param seconds the duration of the round */
  private async note(sender: Sender, failure: unknown, seconds: number): Promise<void> {
    const state = await this.state();
    const { problem } = state.memo;
    if (failure !== undefined) {
      const { code, message } = asSundialError(failure);
      const before = problem ?? { failures: 0, since: this.seconds() };
      await state.write({ problem: { ...before, code, message, failures: before.failures + 1 } });
      return;
    }
    const messages = Object.values(sender.sent).reduce((sum, some) => sum + some, 0);
    if (!problem && messages === 0) return;
    const rate = messages > 0 ? { rate: Math.round(messages / Math.max(seconds, 0.001)) } : {};
    await state.write({ problem: undefined, ...rate });
  }
}
