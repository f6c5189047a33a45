// Keeps figures that take long to make and depend on few tables, until a statement of this process changes one of those.

/** More than people look at in turn. */
const MOST_KEPT = 64;

export class KeptFigures<Figures> {
  private readonly kept = new Map<string, { readonly written: number; readonly figures: Figures }>();

  /** @param written a number that grows when the tables may have changed; undefined if others may change them */
  constructor(private readonly written: () => number | undefined) {}

  /** @param key what the figures depend on beside the tables */
  async get(key: string, make: () => Promise<Figures>): Promise<Figures> {
    // Asked first, because what is written meanwhile may or may not be part of the figures.
    const written = this.written();
    const known = this.kept.get(key);
    if (known && known.written === written) return known.figures;
    // Not shared while it is being made, because the request that makes it may be given up.
    const figures = await make();
    this.kept.delete(key);
    if (written !== undefined) this.kept.set(key, { written, figures });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT) this.kept.delete(oldest!);
    return figures;
  }
}
