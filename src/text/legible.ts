// Formats numbers, times and foreign texts for people.
import { byNumber, HIDDEN } from './hidden.js';

/** A number with thin groups of three: 1 234 567. */
export function count(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ' ');
}

/** A number with its noun: `1 report`, `2 reports`. */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

/** Text whose hidden characters cannot move the cursor, change the terminal or reverse the text beside it. */
export function printable(text: string): string {
  return text.replaceAll(HIDDEN, byNumber);
}

/** The same for text of several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** A UTC time for people: 2026-01-15 07:30:00. */
export function shownTime(unixSeconds: number): string {
  return unixSeconds === 0 ? '' : new Date(unixSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** Bytes in the largest unit that leaves a number of at least one: `64 GiB`. */
export function byteSize(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Math.round(value * 10) / 10} ${units[unit]}`;
}
