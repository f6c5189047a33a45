// The connector as the platform sees it: registered once, alive every 40 seconds, with a state that a person can reset
// there, and waiting while its queue is too full.
import type { Clock } from '../../domain/clock.js';
import { addDays, dateOf } from '../../domain/days.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Sleep } from '../../net/index.js';
import type { DateRange } from '../output.js';
import type { Platform, Registration } from './platform.js';

export interface ConnectorParts {
  readonly platform: Platform;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** The text for messages. */
  readonly what: string;
  /** Days, up to today, that a reset asks for. */
  readonly firstDays: number;
  /** The queue's limit, in MB (1,000,000 bytes) as on the platform. */
  readonly queueMb: number;
}

const MB = 1_000_000;

/** The state while the days of the first run are sent: it differs from the empty one that a reset in the meantime leaves. */
const BEGUN = '{}';

export class Connector {
  private registration: Registration | undefined;
  /** The state as the platform keeps it; '' before the first run and after a reset. */
  private state = '';
  private lastRun = '';
  private queueBytes = 0;
  private isBuffering = false;
  private wanted: DateRange | undefined;
  private readonly stopped = new AbortController();
  private lastSign: Promise<void> = Promise.resolve();

  constructor(private readonly parts: ConnectorParts) {}

  /** Registers and begins to give signs of life. @throws SundialError */
  async start(signal: AbortSignal): Promise<void> {
    const isFirst = this.registration === undefined;
    await this.register(signal);
    if (isFirst) void this.keepPinging();
  }

  /** The current registration. */
  get registered(): Registration {
    return this.registration!;
  }

  /** The dates that the platform asks for: after a reset, and before the first run. */
  get asked(): DateRange | undefined {
    return this.wanted;
  }

  /** Notes a complete run on the platform, unless it was reset in the meantime. @throws SundialError */
  async ran(answered: DateRange | undefined, signal: AbortSignal): Promise<void> {
    await this.inTurn(async () => {
      if (this.wanted !== answered) return;
      this.lastRun = this.parts.clock().toISOString();
      this.wanted = undefined;
      await this.ping(JSON.stringify({ last_run: this.lastRun }), signal);
    });
  }

  /** Fails while too much waits in the queue, before a report is begun. @throws SundialError `opencti-queue-full` */
  async requireRoom(signal: AbortSignal): Promise<void> {
    if (await this.isFull(signal)) throw this.full();
  }

  /**
   * Waits, with growing pauses, until the queue has room for the next part of a report that was begun: to fail would mean
   * to begin the report again.
   *
   * @throws SundialError `opencti-queue-full` after an hour
   */
  async untilRoom(signal: AbortSignal): Promise<void> {
    let waited = 0;
    for (let pause: number = LIMITS.openctiQueuePauseMs; await this.isFull(signal); ) {
      if (waited >= LIMITS.openctiQueueWaitMs) throw this.full();
      await this.parts.sleep(pause, signal);
      waited += pause;
      pause = Math.min(pause * 2, LIMITS.openctiQueuePauseMaxMs);
    }
  }

  close(): void {
    this.stopped.abort(new Error('the output was closed'));
  }

  private async register(signal: AbortSignal): Promise<void> {
    const before = this.state;
    this.registration = await this.parts.platform.register(signal);
    this.state = this.registration.state;
    // Of a connector that was removed on the platform, the queue is gone as well.
    this.follow(this.state, before);
  }

  private async isFull(signal: AbortSignal): Promise<boolean> {
    const bytes = await this.parts.platform.queueBytes(signal);
    // The connector was removed on the platform: it is registered again.
    if (bytes === undefined) await this.register(signal);
    this.queueBytes = bytes ?? 0;
    this.isBuffering = this.queueBytes > this.parts.queueMb * MB;
    return this.isBuffering;
  }

  private full(): SundialError {
    const { what, queueMb: limit } = this.parts;
    return new SundialError('opencti-queue-full', {
      what,
      megabytes: Math.round(this.queueBytes / MB),
      limit,
    });
  }

  /** The first sign follows at once: with it the platform knows that the connector has heard of a reset. */
  private async keepPinging(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      try {
        await this.inTurn(() => this.ping(this.state, signal));
      } catch {
        // The next round shows what is wrong. A connector that was removed on the platform is registered again.
        if (!signal.aborted) await this.register(signal).catch(() => {});
      }
      await this.parts.sleep(LIMITS.openctiPingMs, signal).catch(() => {});
    }
  }

  /** Signs of life wait for each other: a late answer to an earlier one would bring back the state that a run has replaced. */
  private inTurn(sign: () => Promise<void>): Promise<void> {
    const turn = this.lastSign.then(sign);
    this.lastSign = turn.catch(() => {});
    return turn;
  }

  private async ping(state: string, signal: AbortSignal): Promise<void> {
    const { platform, queueMb } = this.parts;
    const { isBuffering: buffering, queueBytes, lastRun } = this;
    const kept = await platform.ping(
      state,
      { buffering, queueBytes, lastRun, queueLimitMb: queueMb },
      signal,
    );
    this.state = kept || BEGUN;
    this.follow(kept, state);
  }

  /**
   * Follows the platform's state: one without a run asks for everything of the first run's days, and an empty one for
   * everything anew unless the connector sent that itself.
   */
  private follow(kept: string, sent: string): void {
    const { clock, firstDays } = this.parts;
    if (lastRunOf(kept) !== undefined) return;
    const isReset = kept === '' && sent !== '';
    if (this.wanted && !isReset) return;
    const until = dateOf(clock());
    this.wanted = { since: addDays(until, 1 - firstDays), until };
  }
}

/** The time of the last run in a state, as the existing connector writes it too; undefined without one. */
function lastRunOf(state: string): string | undefined {
  try {
    const { last_run: lastRun } = JSON.parse(state) as { readonly last_run?: unknown };
    return lastRun === undefined || lastRun === null ? undefined : String(lastRun);
  } catch {
    return undefined;
  }
}
