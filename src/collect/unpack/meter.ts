// Measures the output of an archive and the time it takes, and stops when limits are exceeded; declared sizes are
// never trusted.
import { SundialError } from '../../domain/errors.js';
import type { LIMITS } from '../../domain/limits.js';
import { byteSize } from '../../text/index.js';

export type Limits = { readonly [Name in keyof typeof LIMITS]: number };

/** The counter of one archive; the output of nested archives also counts for the archives around them. */
export class Meter {
  private readonly limits: Limits;
  private readonly file: string;
  private readonly packedBytes: () => number;
  private readonly outer: Meter | undefined;
  private readonly begunAt = performance.now();
  private members = 0;
  private bytes = 0;
  /** The error that ended this archive itself. */
  private ownEnd: SundialError | undefined;

  /**
   * @param file the archive's name in messages
   * @param packedBytes number of bytes of the archive itself seen so far
   */
  constructor(limits: Limits, file: string, packedBytes: () => number, outer?: Meter) {
    this.limits = limits;
    this.file = file;
    this.packedBytes = packedBytes;
    this.outer = outer;
  }

  /** The error that ended this archive or one around it. */
  get exceeded(): SundialError | undefined {
    return this.ownEnd ?? this.outer?.exceeded;
  }

  /** Ends the archive if reading its last member exceeded a limit. */
  check(): void {
    if (this.exceeded) throw this.exceeded;
    this.checkTime();
  }

  countMember(): void {
    this.outer?.countMember();
    this.members += 1;
    const limit = this.limits.archiveMembers;
    if (this.members > limit) this.stop('contains too many members', String(limit));
    this.checkTime();
  }

  countBytes(bytes: number): void {
    this.outer?.countBytes(bytes);
    this.bytes += bytes;
    const { archiveBytes, archiveRatio, archiveRatioFloorBytes } = this.limits;
    if (this.bytes > archiveBytes) this.stop('unpacks to too many bytes', byteSize(archiveBytes));
    if (this.bytes > archiveRatioFloorBytes && this.bytes > archiveRatio * this.packedBytes()) {
      this.stop('unpacks to far more than its own size', `${archiveRatio}:1`);
    }
    this.checkTime();
  }

  /** No other limit catches small archives that take much time. */
  private checkTime(): void {
    const { archiveSeconds, archiveSecondsPerMib } = this.limits;
    const seconds = archiveSeconds + (archiveSecondsPerMib * this.packedBytes()) / (1024 * 1024);
    if (performance.now() - this.begunAt > seconds * 1000)
      this.stop('takes longer to unpack and load than its size explains', `${Math.round(seconds)} seconds`);
  }

  private stop(problem: string, limit: string): never {
    this.ownEnd ??= new SundialError('archive-limit', { file: this.file, problem, limit });
    throw this.ownEnd;
  }
}
