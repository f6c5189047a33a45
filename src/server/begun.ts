// Starts a stream of parts before its answer begins, so that an early failure is answered as an error.

/** Parts of which the first ones are made. */
export interface Begun {
  /** Everything, if there is little. */
  readonly whole?: Buffer;
  /** All parts, the first ones included; read them once. */
  readonly parts: AsyncGenerator<Buffer>;
}

/** Makes the first two parts. @throws what making them throws */
export async function begun(source: AsyncGenerator<Buffer>): Promise<Begun> {
  const first = await source.next();
  const second: IteratorResult<Buffer> = first.done ? first : await source.next();
  return {
    ...(second.done && { whole: first.done ? Buffer.alloc(0) : first.value }),
    parts: continued([first, second], source),
  };
}

/**
 * The parts that are made already, and then those that the source still makes.
 *
 * Ends the source also if no part was asked for: a generator of its own would not, as long as it has not begun.
 */
export function continued<Part>(
  made: readonly IteratorResult<Part>[],
  source: AsyncGenerator<Part, void>,
): AsyncGenerator<Part, void> {
  const waiting = [...made];
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => waiting.shift() ?? source.next(),
    return: () => source.return(undefined),
    throw: (thrown) => source.throw(thrown),
  };
}
