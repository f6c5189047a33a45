// The options that select findings, the same for all commands that select any.
import type { Command } from 'commander';
import type { FindingFilter } from '../../store/index.js';
import type { CliContext } from '../frame/context.js';
import type { Workspace } from '../frame/workspace.js';
import { addConditions, type FilterOptions, readFilters } from './query-filters.js';

/** The filters in commander's form. */
export type FindingOptions = FilterOptions & {
  readonly new?: boolean;
  readonly gone?: boolean;
  readonly since?: string;
  readonly subject?: string;
};

/** Declares the filters. */
export function addFindingFilters(command: Command): Command {
  return addConditions(
    command
      .option('--new', 'first seen on the newest day')
      .option('--gone', 'no longer seen, according to the reports that arrived')
      .option('--date <date>', 'the day for --new and --gone: 2026-01-15, yesterday or -3')
      .option('--since <date>', 'seen on this day or later')
      .option('--subject <text>', 'with this text in a host name, account or URL; * and ? make it a pattern'),
  );
}

/** Reads the filters. @throws SundialError `usage`, `query-invalid`, `field-unknown`, `type-unknown` */
export async function findingFilterOf(
  options: FindingOptions,
  { operator, catalogue }: Pick<Workspace, 'operator' | 'catalogue'>,
  { clock }: Pick<CliContext, 'clock'>,
): Promise<FindingFilter> {
  const { date, ...others } = options;
  const { readFindingFilter, readReporting } = await import('../../query/index.js');
  const [reporting, conditions] = [await readReporting(operator, catalogue), await readFilters(others)];
  return readFindingFilter(
    { ...others, ...(date !== undefined && { date }), conditions },
    { catalogue, clock, reporting, findings: operator.findings, nameOf: (filter) => `--${filter}` },
  );
}
