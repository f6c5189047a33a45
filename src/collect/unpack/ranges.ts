// Detects overlapping ranges of bytes, because members of a zip file that share packed bytes multiply its output.

/**
 * Ranges that do not overlap, sorted. Legitimate archives list their members in order, so most ranges are added at
 * the end.
 */
export class Ranges {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  /** Adds the range from `start` to before `end`, unless it overlaps an earlier one; returns whether it was added. */
  add(start: number, end: number): boolean {
    const at = this.firstAfter(start);
    const isFree = (this.ends[at - 1] ?? 0) <= start && (this.starts[at] ?? Number.POSITIVE_INFINITY) >= end;
    if (!isFree) return false;
    this.starts.splice(at, 0, start);
    this.ends.splice(at, 0, end);
    return true;
  }

  /** The index of the first range that begins after a position. */
  private firstAfter(position: number): number {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
