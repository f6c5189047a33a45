// The command line's entry: declares every command; what a command needs is loaded when it runs.
import { Command } from 'commander';
import { EXIT } from '../domain/errors.js';
import { sundialVersion } from '../domain/version.js';
import { declareApi } from './api.js';
import { declareCatalogue } from './catalogue.js';
import { declareConfig } from './config.js';
import { type CliContext, processContext } from './context.js';
import { declareDigest } from './digest.js';
import { declareDoctor } from './doctor.js';
import { declareExport } from './export.js';
import { declareFetch } from './fetch.js';
import { declareExplain, declareFinding } from './finding.js';
import { declareFindings } from './findings.js';
import { declareIngest } from './ingest.js';
import { declareInit } from './init.js';
import { declareInventory } from './inventory.js';
import { declareMail } from './mail.js';
import { declarePing } from './ping.js';
import { declareQuarantine } from './quarantine.js';
import { declareQuery } from './query.js';
import { declareReplay } from './replay.js';
import { declareReports } from './reports.js';
import { declareRetention } from './retention.js';
import { declareRun } from './run.js';
import { declareRuns } from './runs.js';
import { declareServe } from './serve.js';
import { declareShow } from './show.js';
import { declareSql } from './sql.js';
import { declareStats } from './stats.js';
import { declareTypes } from './types.js';
import { declareWhitelist } from './whitelist.js';

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
