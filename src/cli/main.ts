// The command line's entry: declares every command; what a command needs is loaded when it runs.
import { Command } from 'commander';
import { EXIT } from '../domain/errors.js';
import { sundialVersion } from '../domain/version.js';
import { declareApi } from './commands/api/api.js';
import { declareCatalogue } from './commands/catalogue/catalogue.js';
import { declareConfig } from './commands/config/config.js';
import { declareDigest } from './commands/digest/digest.js';
import { declareDoctor } from './commands/doctor/doctor.js';
import { declareExport } from './commands/export/export.js';
import { declareFetch } from './commands/fetch/fetch.js';
import { declareExplain, declareFinding } from './commands/finding/finding.js';
import { declareFindings } from './commands/findings/findings.js';
import { declareIngest } from './commands/ingest/ingest.js';
import { declareInit } from './commands/init/init.js';
import { declareInventory } from './commands/inventory/inventory.js';
import { declareMail } from './commands/mail/mail.js';
import { declarePing } from './commands/ping/ping.js';
import { declareQuarantine } from './commands/quarantine/quarantine.js';
import { declareQuery } from './commands/query/query.js';
import { declareReplay } from './commands/replay/replay.js';
import { declareReports } from './commands/reports/reports.js';
import { declareRetention } from './commands/retention/retention.js';
import { declareRun } from './commands/run/run.js';
import { declareRuns } from './commands/runs/runs.js';
import { declareServe } from './commands/serve/serve.js';
import { declareShow } from './commands/show/show.js';
import { declareSql } from './commands/sql/sql.js';
import { declareStats } from './commands/stats/stats.js';
import { declareStore } from './commands/store/store.js';
import { declareTypes } from './commands/types/types.js';
import { declareWhitelist } from './commands/whitelist/whitelist.js';
import { type CliContext, processContext } from './frame/context.js';

const DECLARATIONS = [
  declareInit,
  declareConfig,
  declareFetch,
  declareIngest,
  declareMail,
  declareReports,
  declareQuarantine,
  declareReplay,
  declareRun,
  declareServe,
  declareRuns,
  declareRetention,
  declareQuery,
  declareStats,
  declareFindings,
  declareShow,
  declareFinding,
  declareExplain,
  declareWhitelist,
  declareInventory,
  declareDigest,
  declareExport,
  declareSql,
  declareDoctor,
  declareStore,
  declarePing,
  declareApi,
  declareTypes,
  declareCatalogue,
];

/** The program with every command, not yet run; the generated reference and the checks of the documents read it. */
export function buildProgram(context: CliContext): Command {
  const program = new Command('sundial')
    .description('Turns Shadowserver reports into findings that get fixed')
    .version(sundialVersion())
    .option('--config <file>', 'configuration file (default: sundial.yaml in this folder)')
    .option('--data-dir <folder>', 'where reports, events and the ledger are kept')
    .option('--json', 'print results as JSON on stdout')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.print(text.trimEnd()),
      writeErr: (text) => context.note(text.trimEnd()),
    });
  for (const declare of DECLARATIONS) declare(program, context);
  return program;
}

/** Runs one command line (without node and script name) and settles its exit code. */
export async function main(args: string[], context: CliContext = processContext(args)): Promise<void> {
  try {
    await buildProgram(context).parseAsync(args, { from: 'user' });
  } catch (thrown) {
    const code = (thrown as { code?: string }).code ?? '';
    if (!code.startsWith('commander.')) throw thrown;
    const asked =
      code === 'commander.helpDisplayed' || code === 'commander.version' || code === 'commander.help';
    context.exit(asked ? EXIT.done : EXIT.usage);
  }
}
