// Answers requests about the program itself (help, version, completion) from data that the build has collected, so that
// no module is loaded for them.
const { readFileSync } = require('node:fs');
const path = require('node:path');

const ANSWERS = path.join(__dirname, '..', 'dist', 'answers.json');
/** The last words of the command lines that are looked up: others cost no look-up. */
const ASKING = /^(--help|-h|--version|-V|help|man|bash|zsh|fish)$/;
/** The width for which help is made, in columns; for narrower terminals, only the program can make help. */
const COLUMNS = 80;

/** Prints the answer to a command line, if there is one. @returns whether it was printed */
exports.answer = (args) => {
  if (!args.some((word) => ASKING.test(word))) return false;
  const { isTTY, columns } = process.stdout;
  if (isTTY && columns > 0 && columns < COLUMNS) return false;
  const answers = read();
  const line = lineOf(args);
  if (!Object.hasOwn(answers, line)) return false;
  process.stdout.on('error', ended);
  process.stdout.write(answers[line]);
  return true;
};

function lineOf([first, ...others]) {
  if (first === 'help' && others.length < 2) return [...others, '--help'].join(' ');
  return [first, ...others]
    .join(' ')
    .replace(/(^| )-h$/, '$1--help')
    .replace(/^-V$/, '--version');
}

function read() {
  try {
    return JSON.parse(readFileSync(ANSWERS, 'utf8'));
  } catch {
    // The program answers itself, or says what is missing.
    return {};
  }
}

/** A reader that goes away, as `head` does, has seen enough; anything else, such as a full disk, is a failure. */
function ended(error) {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`error: results could not be written (${error.message})\n`);
  process.exitCode = 1;
}
