// The commands of the program, grouped by what people want to do; modules that only one command needs are loaded when
// it runs.
import type { Command } from 'commander';
import { declareApi } from './commands/api/api.js';
import { declareBackup } from './commands/backup/backup.js';
import { declareCatalogue } from './commands/catalogue/catalogue.js';
import { declareCompletion } from './commands/completion/completion.js';
import { declareConfig } from './commands/config/config.js';
import { declareConstituents } from './commands/constituents/constituents.js';
import { declareDigest } from './commands/digest/digest.js';
import { declareDoctor } from './commands/doctor/doctor.js';
import { declareEnrich } from './commands/enrich/enrich.js';
import { declareExport } from './commands/export/export.js';
import { declareFetch } from './commands/fetch/fetch.js';
import { declareExplain, declareFinding } from './commands/finding/finding.js';
import { declareFindings } from './commands/findings/findings.js';
import { declareIngest } from './commands/ingest/ingest.js';
import { declareInit } from './commands/init/init.js';
import { declareInventory } from './commands/inventory/inventory.js';
import { declareKeys } from './commands/keys/keys.js';
import { declareLeases } from './commands/leases/leases.js';
import { declareMail } from './commands/mail/mail.js';
import { declareMan } from './commands/man/man.js';
import { declareOutputs } from './commands/outputs/outputs.js';
import { declarePing } from './commands/ping/ping.js';
import { declarePublish } from './commands/publish/publish.js';
import { declareQuarantine } from './commands/quarantine/quarantine.js';
import { declareQuery } from './commands/query/query.js';
import { declareReplay } from './commands/replay/replay.js';
import { declareReports } from './commands/reports/reports.js';
import { declareRestore } from './commands/restore/restore.js';
import { declareRetention } from './commands/retention/retention.js';
import { declareRun } from './commands/run/run.js';
import { declareRuns } from './commands/runs/runs.js';
import { declareServe } from './commands/serve/serve.js';
import { declareShow } from './commands/show/show.js';
import { declareSql } from './commands/sql/sql.js';
import { declareStats } from './commands/stats/stats.js';
import { declareStore } from './commands/store/store.js';
import { declareTypes } from './commands/types/types.js';
import { declareUsers } from './commands/users/users.js';
import { declareWhitelist } from './commands/whitelist/whitelist.js';
import type { CliContext, RunLine } from './frame/context.js';

/** The heading of the commands about the command line itself, including `sundial help`. */
export const HELP_GROUP = 'Help:';

/** Declares one command, with its subcommands, in the program. @param runLine runs another command line */
type Declare = (program: Command, context: CliContext, runLine: RunLine) => void;

interface CommandGroup {
  /** The heading in `sundial --help` and in the manual page. */
  readonly title: string;
  readonly commands: readonly Declare[];
}

/** Groups and commands in the order shown by `sundial --help`. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  { title: 'Start:', commands: [declareInit, declareConfig, declarePing, declareDoctor] },
  {
    title: 'Get reports:',
    commands: [declareFetch, declareMail, declareIngest, declareRun, declareServe, declareApi],
  },
  {
    title: 'Ask:',
    commands: [
      declareFindings,
      declareShow,
      declareQuery,
      declareStats,
      declareExport,
      declareSql,
      declareTypes,
    ],
  },
  {
    title: 'Decide:',
    commands: [
      declareDigest,
      declareExplain,
      declareFinding,
      declareWhitelist,
      declareInventory,
      declareLeases,
      declareEnrich,
      declareConstituents,
    ],
  },
  { title: 'Pass on:', commands: [declarePublish, declareOutputs, declareKeys, declareUsers] },
  {
    title: 'Maintain:',
    commands: [
      declareReports,
      declareQuarantine,
      declareRuns,
      declareReplay,
      declareRetention,
      declareStore,
      declareBackup,
      declareRestore,
      declareCatalogue,
    ],
  },
  { title: HELP_GROUP, commands: [declareCompletion, declareMan] },
];
