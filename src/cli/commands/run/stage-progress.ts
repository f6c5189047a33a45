// Shows the progress of stages: a bar for the current stage on a terminal, nothing elsewhere.
import type { Stage } from '../../../domain/stages.js';
import type { StageItem, StageResult, StageWatch } from '../../../pipeline/index.js';
import { bar, shorten } from '../../../text/index.js';
import type { CliContext } from '../../frame/context.js';
import { count, counted } from '../../print/table.js';

/** Minimum time between updates of a terminal. */
const REDRAW_MS = 100;
const BAR_CHARACTERS = 24;

export class StageProgress implements StageWatch {
  /** The stages that have begun and not ended; those that share a pass run at the same time. */
  private readonly running = new Map<Stage, { of: number | undefined; items: number; rows: number }>();
  private drawn = 0;

  constructor(
    private readonly context: Pick<CliContext, 'interactive' | 'draw' | 'note' | 'columns'>,
    private readonly silent: boolean,
  ) {}

  private get isShown(): boolean {
    return this.context.interactive && !this.silent;
  }

  begins(stage: Stage, of?: number): void {
    this.running.set(stage, { of, items: 0, rows: 0 });
  }

  item(stage: Stage, { name, rows }: StageItem): void {
    const progress = this.running.get(stage)!;
    progress.items++;
    progress.rows += rows;
    const now = performance.now();
    const [first] = this.running.keys();
    if (!this.isShown || stage !== first || now - this.drawn < REDRAW_MS) return;
    this.drawn = now;
    this.context.draw(shorten(`${this.line(stage)}  ${name}`, this.context.columns - 1));
  }

  ends({ stage, error }: StageResult): void {
    const progress = this.running.get(stage)!;
    if (!error) progress.of = progress.items;
    if (this.isShown) {
      this.context.draw('');
      this.context.note(this.line(stage));
    }
    this.running.delete(stage);
  }

  private line(stage: Stage): string {
    const { of, items, rows } = this.running.get(stage)!;
    const all = of === undefined ? undefined : Math.max(of, items);
    const drawn = all === undefined ? '' : bar(items, all, BAR_CHARACTERS);
    const number = all === undefined ? count(items) : `${count(items)} of ${count(all)}`;
    const ofRows = rows > 0 ? `, ${counted(rows, 'row')}` : '';
    return `${stage.padEnd(8)} ${drawn.padEnd(BAR_CHARACTERS)} ${number}${ofRows}`;
  }
}
