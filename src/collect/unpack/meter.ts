// Counts what comes out of an archive while it streams, and how long that takes, and stops what exceeds the limits;
// declared sizes are never believed.
import { SundialError } from '../../domain/errors.js';
import type { LIMITS } from '../../domain/limits.js';
import { byteSize } from '../../text/index.js';

export type Limits = { readonly [Name in keyof typeof LIMITS]: number };

/** The counter of one archive; what nested archives unpack to counts for those around them as well. */
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
   * @param file what messages call the archive
   * @param packedBytes how many bytes of the archive itself have been seen
   */
  constructor(limits: Limits, file: string, packedBytes: () => number, outer?: Meter) {
    this.limits = limits;
    this.file = file;
    this.packedBytes = packedBytes;
    this.outer = outer;
  }

  /** The error with which this archive, or one around it, came to its end. */
  get exceeded(): SundialError | undefined {
    return this.ownEnd ?? this.outer?.exceeded;
  }

  /** Ends the archive if reading its last member went beyond a limit. */
  check(): void {
    if (this.exceeded) throw this.exceeded;
    this.checkTime();
  }

  countMember(): void {
    this.outer?.countMember();
    this.members += 1;
    const limit = this.limits.archiveMembers;
    if (this.members > limit) this.stop('holds more members than is sensible', String(limit));
    this.checkTime();
  }

  countBytes(bytes: number): void {
    this.outer?.countBytes(bytes);
    this.bytes += bytes;
    const { archiveBytes, archiveRatio, archiveRatioFloorBytes } = this.limits;
    if (this.bytes > archiveBytes) this.stop('unpacks to more than is sensible', byteSize(archiveBytes));
    if (this.bytes > archiveRatioFloorBytes && this.bytes > archiveRatio * this.packedBytes()) {
      this.stop('unpacks to far more than its own size', `${archiveRatio}:1`);
    }
    this.checkTime();
  }

  /** What is small and yet costs much time is caught by no other limit. */
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
