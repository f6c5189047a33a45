// The command line's entry: puts the program together and runs one command line.
import { Command } from 'commander';
import { EXIT } from '../domain/errors.js';
import { sundialVersion } from '../domain/version.js';
import { COMMAND_GROUPS, HELP_GROUP } from './command-groups.js';
import { type CliContext, processContext } from './frame/context.js';

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
  for (const { title, commands } of COMMAND_GROUPS) {
    program.commandsGroup(title);
    for (const declare of commands) declare(program, context, main);
  }
  return program.commandsGroup(HELP_GROUP).helpCommand('help [command]', 'show the help of a command');
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
