// Notices ranges of bytes that overlap: members of a zip file that share their packed bytes multiply its size.

/** Ranges that do not overlap, sorted. Honest archives list their members in order, so most are added at the end. */
export class Ranges {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  /** Adds the range from `start` to before `end`, unless it overlaps one that is there; says whether it did. */
  add(start: number, end: number): boolean {
    const at = this.firstAfter(start);
    const isFree = (this.ends[at - 1] ?? 0) <= start && (this.starts[at] ?? Number.POSITIVE_INFINITY) >= end;
    if (!isFree) return false;
    this.starts.splice(at, 0, start);
    this.ends.splice(at, 0, end);
    return true;
  }

  /** The place of the first range that begins after a position. */
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
