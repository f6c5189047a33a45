// Runs real shells and returns their completions.
import { spawnSync } from 'node:child_process';

/** The completions that a shell offers for the last word of a typed line, without descriptions. */
export interface Shell {
  readonly name: 'bash' | 'zsh' | 'fish';
  /** `script` is the file that `sundial completion` wrote; the shell works in `folder`. */
  readonly complete: (script: string, typed: string, folder: string) => string[];
}

/** Bash cuts the line at blanks and `=` itself before it calls the function, so the line is cut here in the same way. */
const BASH = `source "$1"; shift
[[ $(complete -p sundial) == 'complete -F _sundial sundial' ]] || exit 1
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
# Only completion itself may call compopt, and here the function is called without readline.
compopt() { :; }
_sundial
printf '%s\\n' "\${COMPREPLY[@]}"`;

/**
 * A terminal within a terminal, in which the Tab key is pressed; compadd prints the completions that would have been
 * shown.
 * The first zsh in a folder leaves the list of all completions there, which takes it most of its time, for the others.
 */
const ZSH = `zmodload zsh/zpty
zpty sundial zsh -f -i
zpty -w sundial "PROMPT=; autoload -Uz compinit; compinit -u -d ./.zcompdump; source $1"
zpty -w sundial 'bindkey "^I" complete-word
null() { print -n -- $'"'\\0'"' }; compprefuncs=(null); comppostfuncs=(null exit)
zstyle ":completion:*" list-grouped false; zstyle ":completion:*" insert-tab false
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return $?; fi
  typeset -a found; builtin compadd -A found "$@"; print -rl -- $found
  builtin compadd "$@"
}'
zpty -w sundial "$2"$'\\t'
zpty -r sundial found '*'$'\\0'; zpty -r sundial found '*'$'\\0'
print -r -- \${found%$'\\0'}`;

const FISH = 'source $argv[1]; complete -C $argv[2]';

export const SHELLS: readonly Shell[] = [
  {
    name: 'bash',
    complete: (script, typed, folder) =>
      run(folder, 'bash', '--norc', '-c', BASH, 'bash', script, ...typed.split(/ |(?==)|(?<==)/)),
  },
  {
    name: 'zsh',
    complete: (script, typed, folder) => run(folder, 'zsh', '-f', '-c', ZSH, 'zsh', script, typed),
  },
  {
    name: 'fish',
    // Fish repeats the option before a value that follows an equals sign.
    complete: (script, typed, folder) =>
      run(folder, 'fish', '--no-config', '-c', FISH, script, typed).map((line) =>
        line.replace(/\t.*/, '').replace(/^--[\w-]+=/, ''),
      ),
  },
];

/** Whether a program is installed on this machine. */
export const isInstalled = (name: string): boolean => spawnSync(name, ['--version']).error === undefined;

function run(folder: string, shell: string, ...args: string[]): string[] {
  const { stdout, stderr, status } = spawnSync(shell, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${shell} failed: ${stderr}`);
  const lines = stdout.split(/\r?\n/).map((line) => line.trim());
  return [...new Set(lines)].filter((line) => line !== '').sort();
}
