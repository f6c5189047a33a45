// The command line's entry: puts the program together and runs one command line.
import { Command, CommanderError } from 'commander';
import { EXIT, SundialError } from '../domain/errors.js';
import { sundialVersion } from '../domain/version.js';
import { COMMAND_GROUPS, HELP_GROUP } from './command-groups.js';
import { type CliContext, processContext } from './frame/context.js';
import { PLAIN_PAGE } from './frame/page.js';
import { asksForJson, showError } from './frame/show-error.js';
import { WAIT_SECONDS } from './frame/waiting.js';

/** The program with every command, not yet run; the generated reference and the checks of the documents read it. */
export function buildProgram(context: CliContext): Command {
  const program = new Command('sundial')
    .description('Turns Shadowserver reports into findings that get fixed')
    .version(sundialVersion())
    .option('--config <file>', 'configuration file (default: sundial.yaml in this folder)')
    .option('--data-dir <folder>', 'folder for reports, events and the ledger')
    .option('--json', 'print results as JSON on stdout')
    .option(
      '--wait <seconds>',
      `maximum time to wait for another command that is writing (default: ${WAIT_SECONDS})`,
    )
    .option('--no-wait', 'fail at once if another command is writing')
    .exitOverride()
    // Descriptions are wrapped beside long terms as well, instead of running on.
    .configureHelp({ minWidthToWrap: 20 })
    .configureOutput({
      writeOut: (text) => context.print(text.trimEnd()),
      getOutHelpWidth: () => Math.min(context.page.columns, PLAIN_PAGE.columns),
      writeErr: (text) => {
        if (!asksForJson(context.args) || asksForHelp(context.args)) context.note(text.trimEnd());
      },
      // As JSON, the error is shown once the parser has thrown it.
      outputError: (text, write) => {
        if (!asksForJson(context.args)) write(text);
      },
    });
  for (const { title, commands } of COMMAND_GROUPS) {
    program.commandsGroup(title);
    for (const declare of commands) declare(program, context, main);
  }
  return program.commandsGroup(HELP_GROUP).helpCommand('help [command]', 'show the help of a command');
}

/** Runs one command line (without node and script name) and sets its exit code. */
export async function main(args: string[], context: CliContext = processContext(args, main)): Promise<void> {
  try {
    await buildProgram(context).parseAsync(args, { from: 'user' });
  } catch (thrown) {
    end(thrown, context);
  }
}

/** Errors that commander throws after only printing help or the version. */
const ASKED = ['commander.helpDisplayed', 'commander.version'];
/** The error after printing help because the command line names no command to run. */
const UNFINISHED = 'commander.help';

function end(thrown: unknown, context: CliContext): void {
  const asJson = asksForJson(context.args);
  if (!(thrown instanceof CommanderError)) showError(thrown, asJson, context);
  else if (ASKED.includes(thrown.code) || asksForHelp(context.args)) context.exit(EXIT.done);
  else if (asJson || thrown.code === UNFINISHED)
    showError(new SundialError('usage', { problem: problemOf(thrown) }), asJson, context);
  // The parser has printed the error.
  else context.exit(EXIT.usage);
}

/** Whether a command line consists of nothing but a request for help, or of nothing at all. */
function asksForHelp(args: readonly string[]): boolean {
  const others = args.filter((word) => !['help', '--help', '-h'].includes(word));
  return others.length === 0 || (others.length < args.length && others.every((word) => word === '--json'));
}

function problemOf({ code, message }: CommanderError): string {
  if (code === UNFINISHED) return 'the command line names no command to run. --help shows the commands';
  return message.replace(/^error: /, '');
}
