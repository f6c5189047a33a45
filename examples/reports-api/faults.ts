// What a test tells the double to do wrong: once, several times, or always.

/** How an answer differs from what would be right. Without any member it is right. */
export interface Fault {
  /** A method such as `reports/list`, or `download` or `head`. */
  readonly on: string;
  /** Only downloads of this file. */
  readonly file?: string;
  /** How many answers; once where it is not said. */
  readonly times?: number;
  /** Only after so many right answers. */
  readonly after?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Never answers. */
  readonly silent?: boolean;
  /** Stops sending after so many bytes of the body and keeps the connection. */
  readonly stallAfter?: number;
  /** Closes the connection after so many bytes of the body. */
  readonly cutAfter?: number;
  /** Says another Content-Length than what comes. */
  readonly contentLength?: number;
}

/** The faults that are still to come. */
export class Faults {
  private waiting: { fault: Fault; times: number; after: number }[] = [];

  add(faults: readonly Fault[]): void {
    this.waiting.push(
      ...faults.map((fault) => ({ fault, times: fault.times ?? 1, after: fault.after ?? 0 })),
    );
  }

  clear(): void {
    this.waiting = [];
  }

  /** The fault of the next answer to this, if there is one. */
  next(on: string, file?: string): Fault | undefined {
    const found = this.waiting.find(
      ({ fault }) => fault.on === on && (fault.file === undefined || fault.file === file),
    );
    if (!found) return undefined;
    if (found.after > 0) {
      found.after -= 1;
      return undefined;
    }
    found.times -= 1;
    if (found.times <= 0) this.waiting = this.waiting.filter((other) => other !== found);
    return found.fault;
  }
}
