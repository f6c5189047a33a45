// Writes the completion script for fish from the outline of the commands.
import { type CommandOutline, type Offer, type OptionOutline, withSubcommands } from './outline.js';
import { optionsOf, stepsTo } from './shell.js';

const HEAD = '# Completion of sundial for fish, written by "sundial completion fish".';

const PLACE = `# Prints the words of the command being typed, without "sundial"; may be empty.
function __sundial_place
    set -l place ''
    set -l skip no
    for token in (commandline -opc)[2..-1]
        if test $skip = yes
            set skip no
        else if __sundial_takes_value "$place" $token
            set skip yes
        else if set -l entered (__sundial_enter "$place" $token)
            set place $entered
        end
    end
    echo $place
end`;

/** The script; `types` are the report types to offer for values that are report types. */
export function fishCompletion(program: CommandOutline, types: readonly string[]): string {
  const commands = withSubcommands(program);
  const lines = commands.flatMap((command) => completionsOf(command, program));
  return `${[
    HEAD,
    `set -g __sundial_types ${types.join(' ')}`,
    entering(commands.filter((command) => command !== program)),
    takingValue(commands, program),
    PLACE,
    ['complete -c sundial -f', ...lines].join('\n'),
  ].join('\n\n')}\n`;
}

function entering(commands: readonly CommandOutline[]): string {
  const cases = commands.map(
    (command) =>
      `        case ${stepsTo(command).map(quoted).join(' ')}\n            echo ${quoted(command.words.join(' '))}`,
  );
  return `# Goes from a command to its subcommand; fails for any other word.
function __sundial_enter -a place word
    switch "$place $word"
${cases.join('\n')}
        case '*'
            return 1
    end
end`;
}

function takingValue(commands: readonly CommandOutline[], program: CommandOutline): string {
  const flags = commands.flatMap((command) =>
    command.options
      .filter(({ takesValue }) => takesValue)
      .flatMap((option) => option.flags)
      .map((flag) => quoted(command === program ? `*:${flag}` : `${command.words.join(' ')}:${flag}`)),
  );
  return `# Whether an option of a command takes a value.
function __sundial_takes_value -a place word
    switch "$place:$word"
        case ${flags.join(' ')}
            return 0
    end
    return 1
end`;
}

function completionsOf(command: CommandOutline, program: CommandOutline): string[] {
  const at = `complete -c sundial -n ${quoted(`test "$(__sundial_place)" = "${command.words.join(' ')}"`)}`;
  const offers = command.arguments.map(({ offer }) => offer).filter((offer) => offer !== undefined);
  return [
    ...command.commands.map(
      ({ words, description }) => `${at} -a ${quoted(words.at(-1)!)} -d ${quoted(description)}`,
    ),
    ...offers.map((offer) => `${at}${offering(offer)}`),
    ...optionsOf(command, program).map((option) => `${at}${optionOf(option)}`),
  ];
}

function optionOf({ flags, description, takesValue, offer }: OptionOutline): string {
  const names = flags.map((flag) =>
    flag.startsWith('--') ? ` -l ${flag.slice(2)}` : ` -s ${flag.slice(1)}`,
  );
  const value = takesValue ? ` ${offer === 'files' ? '-r' : '-x'}${offering(offer)}` : '';
  return `${names.join('')}${value} -d ${quoted(description)}`;
}

function offering(offer: Offer): string {
  if (offer === 'files') return ' -F';
  if (offer === 'folders') return " -a '(__fish_complete_directories)'";
  if (offer === 'types') return ' -a "$__sundial_types"';
  return offer === undefined ? '' : ` -a ${quoted(offer.join(' '))}`;
}

/** A word in single quotes for fish. */
function quoted(word: string): string {
  return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
