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
  private readonly stages = new Map<Stage, { of: number | undefined; items: number; rows: number }>();
  private drawn = 0;

  constructor(
    private readonly context: Pick<CliContext, 'interactive' | 'draw' | 'note' | 'columns'>,
    private readonly silent: boolean,
  ) {}

  private get isShown(): boolean {
    return this.context.interactive && !this.silent;
  }

  begins(stage: Stage, of?: number): void {
    this.stages.set(stage, { of, items: 0, rows: 0 });
  }

  item(stage: Stage, { name, rows }: StageItem): void {
    const progress = this.stages.get(stage)!;
    progress.items++;
    progress.rows += rows;
    const now = performance.now();
    if (!this.isShown || now - this.drawn < REDRAW_MS) return;
    this.drawn = now;
    this.context.draw(shorten(`${this.line(stage)}  ${name}`, this.context.columns - 1));
  }

  ends({ stage }: StageResult): void {
    if (!this.isShown) return;
    this.context.draw('');
    this.context.note(this.line(stage));
  }

  private line(stage: Stage): string {
    const { of, items, rows } = this.stages.get(stage)!;
    const drawn =
      of === undefined ? '' : bar(items, Math.max(of, items), BAR_CHARACTERS).padEnd(BAR_CHARACTERS);
    const number = of === undefined ? count(items) : `${count(items)} of ${count(Math.max(of, items))}`;
    return `${stage.padEnd(8)} ${drawn} ${number}${rows > 0 ? `, ${counted(rows, 'row')}` : ''}`;
  }
}
