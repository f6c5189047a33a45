// Writes the manual page sundial(1) from the outline of the commands.
import { EXIT } from '../../domain/errors.js';
import { EXIT_MEANING } from '../../domain/errors-reference.js';
import { sundialVersion } from '../../domain/version.js';
import { type CommandOutline, type OptionOutline, withSubcommands } from './outline.js';
import { entry, macro, plain } from './roff.js';

/** The day of the last change to this page's own text; `man` shows it at the foot. */
const DATE = '2026-11-29';

const DESCRIPTION = `Sundial takes in the network reports of the Shadowserver Foundation, tracks findings across
days, and reports each day which ones have to be handled. Results go to standard output; progress and messages go to standard
error. The options of the program work with every command, before or after its name.`;

const FILES: readonly (readonly [string, string])[] = [
  ['sundial.yaml', 'the configuration, which "sundial init" writes with every option explained'],
  ['.env', 'variables in place of the environment, in the folder where Sundial is started'],
];

const ENVIRONMENT = `Every option of the configuration has its own variable: SUNDIAL_DATA_DIR for data_dir.
"sundial config" shows the origin of each value.`;

/** The page in roff, for `man`. */
export function manPage(program: CommandOutline): string {
  const groups = [...new Set(program.commands.map(({ group }) => group))];
  const codes = Object.entries(EXIT).map(([name, code]) =>
    entry(String(code), EXIT_MEANING[name as keyof typeof EXIT]),
  );
  return `${[
    '.\\" Generated from the declarations of the commands by "npm run docs". Change it in src/cli.',
    `.TH SUNDIAL 1 ${DATE} "sundial ${sundialVersion()}" "User Commands"`,
    section('NAME', plain(`sundial - ${lowerFirst(program.description)}`)),
    section('SYNOPSIS', [macro('B', 'sundial'), plain(program.usage)].join('\n')),
    section('DESCRIPTION', plain(DESCRIPTION)),
    section('OPTIONS', ...program.options.map(option)),
    ...groups.map((group) => section(group.toUpperCase(), ...groupOf(program, group))),
    section('EXIT STATUS', ...codes),
    section('FILES', ...FILES.map(([file, meaning]) => entry(file, meaning))),
    section('ENVIRONMENT', plain(ENVIRONMENT)),
  ].join('\n')}\n`;
}

const section = (title: string, ...parts: readonly string[]): string =>
  [macro('SH', title), ...parts].join('\n');

function groupOf(program: CommandOutline, group: string): string[] {
  return program.commands
    .filter((command) => command.group === group)
    .flatMap(withSubcommands)
    .map(command);
}

function command({ words, usage, description, arguments: given, options }: CommandOutline): string {
  const own = options.filter(({ flags }) => !flags.includes('--help'));
  return [
    macro('SS', `sundial ${words.join(' ')}`),
    ...[macro('B', `sundial ${words.join(' ')}`), plain(usage), macro('PP'), plain(sentence(description))],
    ...given.filter((each) => each.description !== '').map((each) => entry(each.term, each.description)),
    ...own.map(option),
  ].join('\n');
}

const option = ({ term, description }: OptionOutline): string => entry(term, description);

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
