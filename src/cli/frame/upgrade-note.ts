// Says what the first opening of a store after an upgrade does, if that takes longer than a moment.
import { count, counted } from '../print/table.js';
import type { CliContext } from './context.js';

/** Shorter work needs no explanation. */
const TICK_MS = 1_000;

export class UpgradeNote {
  private timer: NodeJS.Timeout | undefined;
  private hasNoted = false;
  private events = 0;
  private of = 0;

  constructor(private readonly context: Pick<CliContext, 'note' | 'draw' | 'interactive'>) {}

  /** @param events the number of counted events @param of the total */
  show(events: number, of: number): void {
    this.events = events;
    this.of = of;
    this.timer ??= setInterval(() => this.tick(), TICK_MS);
  }

  end(): void {
    clearInterval(this.timer);
    if (this.hasNoted && this.context.interactive) this.context.draw('');
  }

  private tick(): void {
    const { note, draw, interactive } = this.context;
    const all = counted(this.of, 'event');
    if (!this.hasNoted)
      note(`Sundial was upgraded: it counts ${all} once, so that later commands answer faster`);
    this.hasNoted = true;
    if (interactive) draw(`counted ${count(this.events)} of ${all}`);
  }
}
