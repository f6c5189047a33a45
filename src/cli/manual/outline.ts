// Lists the declared commands with their options and arguments as plain data, for the shells and the manual page.
import type { Command } from 'commander';

/**
 * The completions that a shell offers for a value: files, folders, report types, or these words; undefined = nothing.
 */
export type Offer = 'files' | 'folders' | 'types' | readonly string[] | undefined;

export interface OptionOutline {
  /** The option as shown in help, such as `-t, --type <types>`. */
  readonly term: string;
  /** The spellings on the command line, such as `-t` and `--type`. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  readonly offer: Offer;
}

export interface ArgumentOutline {
  readonly term: string;
  readonly description: string;
  readonly offer: Offer;
}

export interface CommandOutline {
  /** The words of the command, without `sundial`; empty for the program itself. */
  readonly words: readonly string[];
  readonly aliases: readonly string[];
  /** The usage after the words, such as `[options] <path...>`. */
  readonly usage: string;
  readonly description: string;
  /** The heading of the command's group in the help, without its colon. */
  readonly group: string;
  readonly options: readonly OptionOutline[];
  readonly arguments: readonly ArgumentOutline[];
  readonly commands: readonly CommandOutline[];
}

/** The names of values that are files or folders, the same in all declarations. */
const VALUES: Readonly<Record<string, Offer>> = {
  file: 'files',
  'file|url': 'files',
  path: 'files',
  folder: 'folders',
  type: 'types',
  types: 'types',
};

/** The program and all commands below it, in the order of the help. */
export function outlineOf(program: Command): CommandOutline {
  return outline(program, [], []);
}

/** A command and all commands below it, each before its own subcommands. */
export function withSubcommands(command: CommandOutline): CommandOutline[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function outline(command: Command, words: readonly string[], names: readonly string[]): CommandOutline {
  const help = command.createHelp();
  // `sundial help whitelist` and `sundial whitelist help` show the same, so one of them is enough.
  const children = help
    .visibleCommands(command)
    .filter((each) => each.name() !== 'help' || words.length === 0);
  const siblings = children.map((child) => child.name());
  return {
    words,
    aliases: command.aliases(),
    usage: command.usage(),
    description: command.description(),
    group: command.helpGroup().replace(/:$/, ''),
    options: help.visibleOptions(command).map((option) => ({
      term: help.optionTerm(option),
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      description: help.optionDescription(option),
      takesValue: option.required || option.optional,
      offer: offerOf(option.flags, option.argChoices),
    })),
    arguments: command.registeredArguments.map((argument) => ({
      term: help.argumentTerm(argument),
      description: help.argumentDescription(argument),
      offer: argument.name() === 'command' ? names : offerOf(`<${argument.name()}>`, argument.argChoices),
    })),
    commands: children.map((child) => outline(child, [...words, child.name()], siblings)),
  };
}

/** The completions for a value, from its choices or else from its name in flags such as `--output <file>`. */
function offerOf(flags: string, choices: readonly string[] | undefined): Offer {
  return choices ?? VALUES[/[<[]([^\]>.]+)/.exec(flags)?.[1] ?? ''];
}
