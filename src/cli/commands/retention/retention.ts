// `sundial retention`: shows the data that exceeds its retention, and removes it on request.

import type { Command } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import type { AgeSettings, Plan } from '../../../retention/index.js';
import { json } from '../../../text/index.js';
import { readSelection } from '../../filters/selection.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { type Workspace, withWorkspace } from '../../frame/workspace.js';
import { prose } from '../../print/prose.js';
import { count } from '../../print/table.js';
import { retentionJson, retentionText } from './retention-output.js';

interface Options extends GlobalOptions {
  readonly eventsDays?: number;
  readonly findingsDays?: number;
  readonly archiveDays?: number;
  readonly type?: string;
  readonly apply?: boolean;
}

export function declareRetention(program: Command, context: CliContext): void {
  const command = program
    .command('retention')
    .description('show the data that exceeds its retention; --apply removes it')
    .option(
      '--events-days <n>',
      'remove events of reports older than this, instead of using the configured ages',
      days,
    )
    .option('--findings-days <n>', 'remove days of findings older than this', days)
    .option('--archive-days <n>', 'remove originals of reports older than this', days)
    .option(
      '--type <types>',
      'only events of these report types, short names (ntp) or groups (honeypot); separated by commas',
    )
    .option('--apply', 'remove the data permanently instead of only showing it');
  bindAction<Options>(command, context, (_args, options) =>
    withWorkspace(options, context, (workspace) => retention(workspace, options, context)),
  );
}

/** Parses a number of days. */
function days(text: string): number {
  return Math.min(positive(text), LIMITS.retentionDays);
}

async function retention(workspace: Workspace, options: Options, context: CliContext): Promise<number> {
  const { planRetention } = await import('../../../retention/index.js');
  const { types } = await readSelection({ type: options.type }, workspace, context.clock);
  const ages = agesOf(options, workspace.settings);
  const now = context.clock();
  const plan = await planRetention({ ...workspace, ages, now, ...(types && { types }) });
  const applied = options.apply === true;
  if (applied) await apply(plan, workspace, options, context);
  context.print(
    options.json
      ? json(retentionJson(plan, applied))
      : prose(context.page, retentionText(plan, ages, applied, context.page)),
  );
  return EXIT.done;
}

/** The ages of the command line, if given, otherwise those of the configuration. @throws SundialError `usage` */
function agesOf(options: Options, settings: AgeSettings): AgeSettings {
  const { eventsDays, findingsDays, archiveDays } = options;
  if (options.type !== undefined && (findingsDays ?? archiveDays) !== undefined)
    throw new SundialError('usage', {
      problem: '--type only applies to --events-days: findings and originals have one age for all types',
    });
  if ((eventsDays ?? findingsDays ?? archiveDays) !== undefined)
    return {
      retention_events_days: eventsDays ?? 0,
      retention_types: {},
      retention_findings_days: findingsDays ?? 0,
      retention_archive_days: archiveDays ?? 0,
    };
  return options.type === undefined
    ? settings
    : { ...settings, retention_findings_days: 0, retention_archive_days: 0 };
}

async function apply(plan: Plan, workspace: Workspace, options: Options, context: CliContext): Promise<void> {
  const { runRetention } = await import('../../../retention/index.js');
  await runRetention(plan, workspace, context.clock, (period, done, of) => {
    if (!options.json && context.interactive)
      context.draw(done === of ? '' : `${period}: ${count(done)} of ${count(of)}`);
  });
}
