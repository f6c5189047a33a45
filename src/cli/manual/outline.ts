// Lists the declared commands with their options and arguments as plain data, for the shells and the manual page.
import type { Command } from 'commander';

/** What a shell offers for a value: files, folders, report types, or these words; undefined = nothing. */
export type Offer = 'files' | 'folders' | 'types' | readonly string[] | undefined;

export interface OptionOutline {
  /** As help shows the option, such as `-t, --type <types>`. */
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
  /** The words that lead to the command, without `sundial`; for the program itself there are none. */
  readonly words: readonly string[];
  readonly aliases: readonly string[];
  /** The usage behind the words, such as `[options] <path...>`. */
  readonly usage: string;
  readonly description: string;
  /** The heading of the help's group that the command stands under, without its colon. */
  readonly group: string;
  readonly options: readonly OptionOutline[];
  readonly arguments: readonly ArgumentOutline[];
  readonly commands: readonly CommandOutline[];
}

/** The value names that promise a file or a folder; they are the same in all declarations. */
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
  // `sundial help whitelist` shows what `sundial whitelist help` shows, so one of them is enough.
  const children = help.visibleCommands(command).filter((one) => one.name() !== 'help' || words.length === 0);
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

/** What is offered for a value, by its choices or else by the name that flags such as `--output <file>` give it. */
function offerOf(flags: string, choices: readonly string[] | undefined): Offer {
  return choices ?? VALUES[/[<[]([^\]>.]+)/.exec(flags)?.[1] ?? ''];
}
