// `sundial completion`: prints a script that completes commands, options and values in a shell.
import { Argument, type Command } from 'commander';
import { EXIT } from '../../../domain/errors.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { CommandOutline } from '../../manual/outline.js';

type Write = (program: CommandOutline, types: readonly string[]) => string;

const WRITERS = {
  bash: async (): Promise<Write> => (await import('../../manual/bash.js')).bashCompletion,
  zsh: async (): Promise<Write> => (await import('../../manual/zsh.js')).zshCompletion,
  fish: async (): Promise<Write> => (await import('../../manual/fish.js')).fishCompletion,
};
type Shell = keyof typeof WRITERS;
/** The shells with a completion script. */
export const SHELLS = Object.keys(WRITERS) as readonly Shell[];

const WHERE = `
Where the script goes:
  bash  source <(sundial completion bash)   in ~/.bashrc
  zsh   source <(sundial completion zsh)    in ~/.zshrc, after compinit
  fish  sundial completion fish > ~/.config/fish/completions/sundial.fish`;

export function declareCompletion(program: Command, context: CliContext): void {
  const command = program
    .command('completion')
    .description('print the script for completing commands, options and their values in a shell')
    .addArgument(new Argument('<shell>', 'the shell that will read the script').choices(SHELLS))
    .addHelpText('after', WHERE);
  bindAction(command, context, async ([shell]) => {
    context.print((await scriptOf(shell as Shell, program)).trimEnd());
    return EXIT.done;
  });
}

async function scriptOf(shell: Shell, program: Command): Promise<string> {
  const [{ outlineOf }, { loadCatalogue }, write] = await Promise.all([
    import('../../manual/outline.js'),
    import('../../../catalogue/index.js'),
    WRITERS[shell](),
  ]);
  // The shipped catalogue, because a shell must start even if the data folder is damaged.
  const types = loadCatalogue().types();
  return write(
    outlineOf(program),
    types.map(({ id }) => id),
  );
}
