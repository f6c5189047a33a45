// Writes the completion script for bash from the outline of the commands.
import type { CommandOutline } from './outline.js';
import { declaredOf, lookUps, optionsOf, quoted } from './shell.js';

const HEAD = '# Completion of sundial for bash 4 or later, written by "sundial completion bash".';

const COMPLETE = `# Offers files, folders or words for the current word.
_sundial_offer() {
  case $offer in
    files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    folders) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$offer" -- "$current") ;;
  esac
}

_sundial() {
  local current=\${COMP_WORDS[COMP_CWORD]} place='' position=0 commands='' options='' offers=() offer='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if _sundial_value "$place" "\${COMP_WORDS[i]}"; then
      # Bash cuts --option=value into three words.
      [[ \${COMP_WORDS[i + 1]} == = ]] && ((i++))
      ((++i < COMP_CWORD)) && continue
      [[ $current == = ]] && current=''
      _sundial_offer
      return
    fi
    [[ \${COMP_WORDS[i]} == -* ]] || _sundial_enter "$place" "\${COMP_WORDS[i]}" || ((position++))
  done
  _sundial_declared "$place"
  ((position < \${#offers[@]})) || position=$((\${#offers[@]} - 1))
  offer=$commands
  [[ -n $commands || $position -lt 0 ]] || offer=\${offers[position]}
  [[ $current == -* ]] && offer=$options
  _sundial_offer
}

complete -F _sundial sundial`;

/** The script; `types` are the report types to offer for values that are report types. */
export function bashCompletion(program: CommandOutline, types: readonly string[]): string {
  return `${[HEAD, ...lookUps(program, types), declaredOf(program, words), COMPLETE].join('\n\n')}\n`;
}

/** The names of subcommands and options, which bash shows without their descriptions. */
function words(command: CommandOutline, program: CommandOutline): string {
  const commands = command.commands.map((child) => child.words.at(-1));
  const options = optionsOf(command, program).flatMap(({ flags }) => flags);
  return `commands=${quoted(commands.join(' '))} options=${quoted(options.join(' '))}`;
}
