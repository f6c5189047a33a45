// Shows the progress of a long load: an updated line on a terminal, plain lines elsewhere, nothing with --json.
import { describeReport } from '../../domain/report.js';
import type { FileOutcome } from '../../pipeline/index.js';
import { shorten } from '../../text/index.js';
import type { CliContext } from '../frame/context.js';
import { count, counted, printable } from './table.js';

const MIB = 1024 * 1024;
/** Minimum time between updates of a terminal. */
const REDRAW_MS = 100;

export class Progress {
  private readonly started = performance.now();
  private files = 0;
  private rows = 0;
  private bytes = 0;
  private done = 0;
  private current = '';
  private drawn = 0;

  constructor(
    private readonly context: CliContext,
    private readonly silent: boolean,
  ) {}

  /** A file's content is in the archive; `bytes` of it remain to be loaded. */
  archived(path: string, bytes: number): void {
    this.bytes += bytes;
    this.current = path;
    this.draw();
  }

  /** The number of bytes of the current report that have been read. */
  read(bytes: number): void {
    this.done = bytes;
    this.draw();
  }

  decided(outcome: FileOutcome): void {
    this.files++;
    this.rows += outcome.rows;
    this.done = 0;
    if (this.silent) return;
    if (this.context.interactive) this.draw();
    else if (!outcome.error) this.context.note(plainLine(outcome));
  }

  /** A separate line, above the updated one. */
  say(line: string): void {
    if (this.silent) return;
    if (this.context.interactive) this.context.draw('');
    this.context.note(line);
  }

  stop(): void {
    if (!this.silent && this.context.interactive) this.context.draw('');
  }

  private draw(): void {
    const now = performance.now();
    if (this.silent || !this.context.interactive || now - this.drawn < REDRAW_MS) return;
    this.drawn = now;
    const seconds = Math.max(0.001, (now - this.started) / 1000);
    const rate = count(Math.round(this.rows / seconds));
    const reading = this.done > 0 ? `, ${count(Math.round(this.done / MIB))} MiB of this one` : '';
    const name = printable(this.current.split('/').at(-1) ?? '');
    const line = `${counted(this.files, 'file')}, ${counted(this.rows, 'row')}, ${rate} rows/s, ${count(Math.round(this.bytes / MIB))} MiB${reading}  ${name}`;
    this.context.draw(shorten(line, this.context.columns - 1));
  }
}

function plainLine(outcome: FileOutcome): string {
  const report = outcome.report ? describeReport(outcome.report) : outcome.path;
  const notices = outcome.notices.map((notice) => `; ${notice}`).join('');
  return `${outcome.outcome}: ${printable(report)}: ${counted(outcome.rows, 'row')}${notices}`;
}
