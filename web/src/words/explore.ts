// The words of the page that explores events, in English.
import { count, counted, day } from './en.ts';

export const SPLIT_WORDS = {
  type: 'type',
  severity: 'severity',
  asn: 'AS',
  geo: 'country',
  tag: 'tag',
} as const;

export const eventsInWords = (events: number): string => `${counted(events, 'event')}`;

/** What a search of texts means, before it runs. */
export const SEARCH_HINT = 'Enter looks through the texts of every event. A date makes it faster.';

export const CONDITION_HINT = 'severity>=high geo!=AA ip=192.0.2.0/24, or words to search for';

/** A day of the series. */
export const barInWords = (date: string, events: number, missing: number): string =>
  [
    `${day(date)}: ${counted(events, 'event')}`,
    ...(missing > 0 ? [`${counted(missing, 'report')} missing, so there may be more`] : []),
  ].join('; ');

export const rangeInWords = (from: string, to: string, events: number): string =>
  `${from === to ? day(from) : `${day(from)} to ${day(to)}`}: ${counted(events, 'event')}`;

export const seriesInWords = (days: readonly string[], events: number, incomplete: number): string =>
  [
    `${counted(events, 'event')} from ${day(days[0]!)} to ${day(days.at(-1)!)}`,
    ...(incomplete > 0
      ? [`${counted(incomplete, 'day is', 'days are')} incomplete: reports are missing (hatched)`]
      : []),
  ].join('; ');

export const shownInWords = (shown: number, all: number | undefined): string =>
  all === undefined ? `the first ${count(shown)}` : `${count(shown)} of ${count(all)}`;

export const moreValues = (left: number): string => `${counted(left, 'more value')}`;
