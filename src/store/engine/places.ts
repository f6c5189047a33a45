// How many statements of a lane are at work at once: in the order in which they came.

/** Gives out places; what does not fit waits. */
export interface Places {
  /** Resolves when there is room. @returns gives the place back; called once */
  take(): Promise<() => void>;
}

/** So many places, in the order in which they are asked for. */
export class PlacesInOrder implements Places {
  private readonly waiting: (() => void)[] = [];
  private atWork = 0;

  constructor(private readonly most: number) {}

  async take(): Promise<() => void> {
    if (this.atWork < this.most) this.atWork++;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    return () => {
      // The next one takes this place over.
      const next = this.waiting.shift();
      if (next) next();
      else this.atWork--;
    };
  }
}
