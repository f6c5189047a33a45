// The options that select reports, the same for all commands that select any.
import type { Command } from 'commander';
import type { Clock } from '../../domain/clock.js';
import { DAY_FORMS, DAY_RANGE_FORMS, readDay, readDayRange } from '../../domain/day-words.js';
import { dateOf } from '../../domain/days.js';
import { SundialError } from '../../domain/errors.js';
import type { LedgerFilter } from '../../store/index.js';
import type { Workspace } from '../frame/workspace.js';

/** The options in commander's form. */
export interface SelectionOptions {
  readonly type?: string | undefined;
  readonly date?: string;
  readonly list?: string;
}

/** Declares `--type`, `--date` and `--list`. */
export function addSelection(command: Command): Command {
  return command
    .option('--type <types>', 'report types, short names (ntp) or groups (honeypot); separated by commas')
    .option('--date <date>', 'report date: 2026-01-15, yesterday, a range A:B, or -3:now')
    .option('--list <list>', 'only reports of this list');
}

/** Reads the options. @throws SundialError `usage`, `type-unknown`, `type-ambiguous`, `list-unknown` */
export async function readSelection(
  options: SelectionOptions,
  { operator, catalogue }: Pick<Workspace, 'operator' | 'catalogue'>,
  clock: Clock,
): Promise<LedgerFilter> {
  const { type, date, list } = options;
  const [from, to] = readDates(date, clock);
  const days = from && to ? { from, to } : {};
  if (type === undefined && list === undefined) return days;
  const { readReportSelection } = await import('../../query/index.js');
  return { ...days, ...(await readReportSelection({ type, list }, { operator, catalogue })) };
}

/** The first and last day of `--date`. @throws SundialError `usage` */
export function readDates(text: string | undefined, clock: Clock): [string?, string?] {
  if (text === undefined) return [];
  const range = readDayRange(text, clock);
  if (range) return [range.from, range.to];
  throw new SundialError('usage', {
    problem: `--date: "${text}" is not a date or range. Expected ${DAY_RANGE_FORMS}`,
  });
}

/** The single day of `--date`; today if the option is not given. @throws SundialError `usage` */
export function readDate(text: string | undefined, clock: Clock): string {
  const date = text === undefined ? dateOf(clock()) : readDay(text, clock);
  if (date) return date;
  throw new SundialError('usage', { problem: `--date: "${text}" is not a date. Expected ${DAY_FORMS}` });
}
