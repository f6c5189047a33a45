// The faults that a test requests from the double: once, several times, or always.

/** The difference between an answer and the correct one. Without members the answer is correct. */
export interface Fault {
  /** A method such as `reports/list`, or `download` or `head`. */
  readonly on: string;
  /** Restricts the fault to downloads of this file. */
  readonly file?: string;
  /** The number of answers; omitted = one. */
  readonly times?: number;
  /** The number of correct answers before the fault. */
  readonly after?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Never answers. */
  readonly silent?: boolean;
  /** Stops sending after this number of bytes of the body and keeps the connection. */
  readonly stallAfter?: number;
  /** Closes the connection after this number of bytes of the body. */
  readonly cutAfter?: number;
  /** Sends a wrong Content-Length. */
  readonly contentLength?: number;
}

/** The faults that have not occurred yet. */
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

  /** The fault of the next answer to this request, if any. */
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
