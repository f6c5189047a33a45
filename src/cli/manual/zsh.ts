// Writes the completion script for zsh from the outline of the commands.
import type { CommandOutline } from './outline.js';
import { declaredOf, lookUps, optionsOf, quoted } from './shell.js';

const HEAD = `#compdef sundial
# Completion of sundial for zsh, written by "sundial completion zsh".`;

const COMPLETE = `# Offers files, folders or words for the current word.
_sundial_offer() {
  case $offer in
    files) _files ;;
    folders) _files -/ ;;
    ?*) compadd -- \${=offer} ;;
  esac
}

_sundial() {
  local place='' offer='' i
  local -i position=1
  local -a commands options offers
  for ((i = 2; i < CURRENT; i++)); do
    if _sundial_value "$place" "$words[i]"; then
      ((++i < CURRENT)) && continue
      _sundial_offer
      return
    fi
    [[ $words[i] == -* ]] || _sundial_enter "$place" "$words[i]" || ((position++))
  done
  if [[ $words[CURRENT] == --*=* ]] && _sundial_value "$place" "\${words[CURRENT]%%=*}"; then
    compset -P '*='
    _sundial_offer
    return
  fi
  _sundial_declared "$place"
  if [[ $words[CURRENT] == -* ]]; then
    _describe -o option options
  elif (($#commands)); then
    _describe command commands
  elif (($#offers)); then
    ((position > $#offers)) && position=$#offers
    offer=$offers[position]
    _sundial_offer
  fi
}

# From a file in $fpath the first completion itself runs these lines; otherwise they are sourced.
if [[ $funcstack[1] == _sundial ]]; then _sundial "$@"; else compdef _sundial sundial; fi`;

/** The script; `types` are the report types to offer for values that are report types. */
export function zshCompletion(program: CommandOutline, types: readonly string[]): string {
  return `${[HEAD, ...lookUps(program, types), declaredOf(program, described), COMPLETE].join('\n\n')}\n`;
}

/** Subcommands and options with their descriptions, in the form of `_describe`. */
function described(command: CommandOutline, program: CommandOutline): string {
  const commands = command.commands.map(({ words, description }) => entry(words.at(-1)!, description));
  const options = optionsOf(command, program).flatMap(({ flags, description }) =>
    flags.map((flag) => entry(flag, description)),
  );
  return `commands=(${commands.join(' ')}) options=(${options.join(' ')})`;
}

const entry = (name: string, description: string): string => quoted(`${name}:${description}`);
