// The common parts of the completion scripts: quoted words, and the look-up functions shared by bash and zsh.
import { type CommandOutline, type Offer, type OptionOutline, withSubcommands } from './outline.js';

/** A word in single quotes for bash and zsh. */
export const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** The steps that lead to a command: the words of the command above it, a space, and its name or an alias. */
export function stepsTo({ words, aliases }: CommandOutline): string[] {
  const above = words.slice(0, -1).join(' ');
  return [words.at(-1), ...aliases].map((name) => `${above} ${name}`);
}

/** The options that a command takes: its own, and those of the program, which work with every command. */
export function optionsOf(command: CommandOutline, program: CommandOutline): OptionOutline[] {
  const own = new Set(command.options.flatMap(({ flags }) => flags));
  const shared = program.options.filter(({ flags }) => !flags.some((flag) => own.has(flag) || flag === '-V'));
  return command === program ? [...program.options] : [...command.options, ...shared];
}

/** Functions that go from a command to a subcommand, and say which values an option takes. */
export function lookUps(program: CommandOutline, types: readonly string[]): string[] {
  const [, ...commands] = withSubcommands(program);
  const values = commands.flatMap(({ words, options }) => valuesOf(quoted(words.join(' ')), options));
  return [
    `_sundial_types=${quoted(types.join(' '))}`,
    `# Goes from a command ($1) to its subcommand ($2); fails for any other word.
${lookUp('_sundial_enter', '$1 $2', [...commands.map(entering), '*) return 1 ;;'])}`,
    `# The values of an option ($2) of a command ($1); fails if the option takes no value.
${lookUp('_sundial_value', '$1:$2', [...values, ...valuesOf('*', program.options), '*) return 1 ;;'])}`,
  ];
}

/**
 * A function that lists a command's subcommands and options in a shell's own form, and the possible values of its
 * arguments.
 */
export function declaredOf(
  program: CommandOutline,
  form: (command: CommandOutline, program: CommandOutline) => string,
): string {
  const cases = withSubcommands(program).map((command) => {
    const offers = command.arguments.map(({ offer }) => expression(offer)).join(' ');
    return `${quoted(command.words.join(' '))}) ${form(command, program)} offers=(${offers}) ;;`;
  });
  return `# The subcommands and options of a command ($1), and the values of each argument.
${lookUp('_sundial_declared', '$1', cases)}`;
}

function lookUp(name: string, subject: string, cases: readonly string[]): string {
  return `${name}() {\n  case "${subject}" in\n${cases.map((each) => `    ${each}`).join('\n')}\n  esac\n}`;
}

function entering(command: CommandOutline): string {
  return `${stepsTo(command).map(quoted).join('|')}) place=${quoted(command.words.join(' '))} ;;`;
}

function valuesOf(place: string, options: readonly OptionOutline[]): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(
      ({ flags, offer }) =>
        `${flags.map((flag) => `${place}:${flag}`).join('|')}) offer=${expression(offer)} ;;`,
    );
}

function expression(offer: Offer): string {
  if (offer === 'types') return '"$_sundial_types"';
  return quoted(typeof offer === 'string' ? offer : (offer ?? []).join(' '));
}
