// The options that select findings, the same for every command that takes some.
import type { Command } from 'commander';
import type { FindingFilter } from '../../store/index.js';
import type { Workspace } from '../frame/workspace.js';

/** Declares the filters. */
export function addFindingFilters(command: Command): Command {
  return command
    .option('--new', 'first seen on the newest day')
    .option('--gone', 'no longer seen, as far as the reports that arrived can tell')
    .option('--date <date>', 'the day for --new and --gone (YYYY-MM-DD)')
    .option('--since <date>', 'seen on this day or later')
    .option('--type <types>', 'report types, several with commas; short names (ntp) cover their family')
    .option('--ip <network>', 'an address or network: hosts inside and networks that overlap')
    .option('--asn <asns>', 'autonomous systems, several with commas')
    .option('--geo <countries>', 'countries, several with commas')
    .option('--severity <severities>', 'several with commas, or >=medium')
    .option('--tag <tags>', 'with one of these tags')
    .option('--subject <text>', 'with this text in a host name, account or URL');
}

/** Reads them. @throws SundialError `usage` */
export async function findingFilterOf(
  options: Readonly<Record<string, unknown>>,
  { operator, catalogue }: Pick<Workspace, 'operator' | 'catalogue'>,
): Promise<FindingFilter> {
  const { readFindingFilter, readReporting } = await import('../../query/index.js');
  const reporting = await readReporting(operator, catalogue);
  return readFindingFilter(options, catalogue, reporting, (filter) => `--${filter}`);
}
