// Generates values that look random but are the same in every run, because they are derived from a name.
import { createHash } from 'node:crypto';

export interface Draw {
  /** A number from 0 up to 1. */
  chance(): number;
  /** A whole number from `low` to `high`, inclusive. */
  between(low: number, high: number): number;
  pick<T>(choices: readonly T[]): T;
  /** A number of hexadecimal digits. */
  hex(digits: number): string;
}

/** The generator for a name, such as `scan_ntp 192.0.2.10`. */
export function drawFor(name: string): Draw {
  let state = createHash('sha256').update(name).digest().readUInt32LE(0);
  // mulberry32: small, and the same on every machine.
  const chance = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const between = (low: number, high: number) => low + Math.floor(chance() * (high - low + 1));
  return {
    chance,
    between,
    pick: (choices) => choices[between(0, choices.length - 1)]!,
    hex: (digits) => Array.from({ length: digits }, () => between(0, 15).toString(16)).join(''),
  };
}
