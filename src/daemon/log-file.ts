// The log file: rotated by size and readable only by its user; its failures never stop the service.
import { chmod } from 'node:fs';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';

export interface LogFileOptions {
  readonly file: string;
  readonly mib: number;
  /** Number of rotated files to keep; `sundial.log.1` is the newest. */
  readonly kept: number;
  /** Called once when writing fails; `recovered` is called once when it works again. */
  readonly trouble: (problem: string) => void;
  readonly recovered: (lost: number) => void;
  /** Delay before trying to write again after a failure. */
  readonly retryMs?: number;
}

const RETRY_MS = 30_000;
/** Maximum size of lines waiting for a slow disk; further lines are dropped to protect memory. */
const WAITING_BYTES = 8 * 1024 * 1024;

export class LogFile {
  private stream: RotatingFileStream | undefined;
  private failedAt = Number.NEGATIVE_INFINITY;
  private inTrouble = false;
  private lost = 0;

  constructor(private readonly options: LogFileOptions) {}

  /** Writes a line, or counts the line as lost. Never throws and never waits. */
  write(line: string): void {
    const stream = this.stream ?? this.reopen();
    if (!stream || stream.writableLength > WAITING_BYTES) {
      this.lost++;
      return;
    }
    stream.write(line, (problem) => {
      if (!problem) this.worked();
    });
  }

  /** Writes the waiting lines, and closes the file. */
  async close(): Promise<void> {
    const { stream } = this;
    if (!stream || stream.destroyed) return;
    await new Promise<void>((resolve) => {
      stream.once('close', resolve);
      stream.end();
    });
  }

  private reopen(): RotatingFileStream | undefined {
    if (performance.now() - this.failedAt < (this.options.retryMs ?? RETRY_MS)) return undefined;
    const { file, mib, kept } = this.options;
    const stream = createStream((index) => (index ? `${file}.${index}` : file), {
      size: `${mib}M`,
      rotate: kept,
      mode: 0o600,
    });
    stream.on('error', (problem) => this.failed(problem));
    // An existing file may be readable by other users.
    stream.on('open', () => chmod(file, 0o600, () => {}));
    this.stream = stream;
    return stream;
  }

  private failed(problem: Error): void {
    this.stream = undefined;
    this.failedAt = performance.now();
    this.lost++;
    if (this.inTrouble) return;
    this.inTrouble = true;
    this.options.trouble(problem.message);
  }

  private worked(): void {
    if (!this.inTrouble) return;
    this.inTrouble = false;
    this.options.recovered(this.lost);
    this.lost = 0;
  }
}
