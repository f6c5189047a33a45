// Reads durations: those of ISO 8601, and a number with a letter, as the existing OpenCTI connector takes them.
import { DAY_SECONDS } from '../domain/days.js';
import { SECONDS_OF } from '../domain/option.js';

/** Years and months have no fixed length, so they are not read. */
const ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;
const SECONDS = [7 * DAY_SECONDS, DAY_SECONDS, 3_600, 60, 1] as const;

/** `CONNECTOR_RUN_EVERY` of the connector: `7d`, `12h`, `30m`, `600s`. */
const SHORT = /^(\d+)([dhms])$/i;
const LETTERS: Readonly<Record<string, number>> = { d: DAY_SECONDS, h: 3_600, m: 60, s: 1 };

/** A duration as a number of a unit, as text; any other text unchanged, and so is one that is no multiple of the unit. */
export function inUnit(text: string, unit: keyof typeof SECONDS_OF): string {
  const seconds = secondsOf(text);
  return seconds !== undefined && seconds % SECONDS_OF[unit] === 0
    ? String(seconds / SECONDS_OF[unit])
    : text;
}

function secondsOf(text: string): number | undefined {
  const [, number, letter] = SHORT.exec(text) ?? [];
  if (letter !== undefined) return Number(number) * LETTERS[letter.toLowerCase()]!;
  const parts = ISO.exec(text)?.slice(1);
  if (!parts?.some((part) => part !== undefined)) return undefined;
  return parts.reduce((sum, part, at) => sum + Number(part ?? 0) * SECONDS[at]!, 0);
}
