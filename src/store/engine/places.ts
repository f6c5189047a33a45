// Limits how many statements of a lane run at once; further statements wait in order of arrival.

/** Hands out places; callers wait until one is free. */
export interface Places {
  /** Resolves when a place is free. @returns the function that gives the place back; call it once */
  take(): Promise<() => void>;
}

/** A fixed number of places, handed out in the order of requests. */
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
