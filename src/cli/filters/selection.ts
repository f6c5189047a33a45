// The options that select reports, the same for every command that takes some.
import type { Command } from 'commander';
import type { Catalogue } from '../../catalogue/index.js';
import { SundialError } from '../../domain/errors.js';
import { isReportDate } from '../../domain/report.js';
import type { LedgerFilter } from '../../store/index.js';

/** Declares `--type`, `--date` and `--list`. */
export function addSelection(command: Command): Command {
  return command
    .option('--type <types>', 'report types, several with commas; short names (ntp) cover their family')
    .option('--date <date>', 'report date YYYY-MM-DD, or a range A:B')
    .option('--list <list>', 'only reports of this list');
}

/** Reads them. Types unknown to the catalogue are taken as they are. @throws SundialError `usage` */
export function readSelection(options: Record<string, unknown>, catalogue: Catalogue): LedgerFilter {
  const { type, date, list } = options as { type?: string; date?: string; list?: string };
  const [from, to] = readDates(date);
  return {
    ...(type && { types: type.split(',').flatMap((name) => catalogue.named(name)) }),
    ...(from && to && { from, to }),
    ...(list !== undefined && { list }),
  };
}

/** The first and last day of `--date`. @throws SundialError `usage` */
export function readDates(text: string | undefined): [string?, string?] {
  if (text === undefined) return [];
  const [from = '', to = from] = text.split(':');
  if (!isReportDate(from) || !isReportDate(to) || from > to) {
    throw new SundialError('usage', {
      problem: `--date: "${text}" is no day or range. Expected 2026-01-15 or 2026-01-01:2026-01-31`,
    });
  }
  return [from, to];
}
