// A slice as a scope shows it: how many events, and the sum of their keys.

/** The events of one report type and date that a scope shows; at least one. */
export interface VisibleSlice {
  readonly type: string;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly events: number;
  /** The sum (mod 2^128) of their keys: 32 hexadecimal digits, the highest first. Equal numbers and sums mean equal events. */
  readonly sum: string;
  /** The loads that hold these events, in the order of their lists. */
  readonly loads: readonly number[];
}
