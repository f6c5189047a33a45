// The log file: rotated by size, readable by its user only, and never a reason for the service to end.
import { chmod } from 'node:fs';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';

export interface LogFileOptions {
  readonly file: string;
  readonly mib: number;
  /** How many files that were put aside are kept: `sundial.log.1` is the newest of them. */
  readonly kept: number;
  /** Told once when writing fails, and once when it works again. */
  readonly trouble: (problem: string) => void;
  readonly recovered: (lost: number) => void;
  /** How long a file that could not be written is left alone. */
  readonly retryMs?: number;
}

const RETRY_MS = 30_000;
/** Lines that wait for a slow disk; beyond it they are lost, because memory is worth more. */
const WAITING_BYTES = 8 * 1024 * 1024;

export class LogFile {
  private stream: RotatingFileStream | undefined;
  private failedAt = Number.NEGATIVE_INFINITY;
  private inTrouble = false;
  private lost = 0;

  constructor(private readonly options: LogFileOptions) {}

  /** Writes a line, or counts it as lost. Never throws and never waits. */
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

  /** Writes what waits, and closes the file. */
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
    // A file that was there before may be readable by others.
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
