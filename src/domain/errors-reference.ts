// Generates the reference page of all errors and exit codes from the table of errors.
import { ERRORS, EXIT } from './errors.js';

const INTRODUCTION = `# Errors and exit codes

<!-- Generated from the errors.ts of each station by "npm run docs". Change it there. -->

An error is one line on stderr, or with \`--json\` an object \`{"error": {"code": ..., "message": ...}}\` on stdout.
\`{words}\` in the messages below are placeholders for details such as the file, line or option.

## Exit codes

They mean the same for every command.

| code | meaning |
| --- | --- |`;

/** The meanings of exit codes, for people. */
export const EXIT_MEANING: Record<keyof typeof EXIT, string> = {
  done: 'everything was done',
  failed: 'the command failed',
  usage: 'the command line or the configuration is wrong',
  partial: 'done, but something was set aside: a file that could not be loaded, or quarantined rows',
  authentication: 'the other side refused the credentials',
  nothingNew: 'there was nothing new, and the command was told to report that',
};

const ERRORS_HEAD = `## Errors

"Who" can fix the problem: the operator of Sundial, the publisher of the reports, or Sundial's developers.
If "again" is yes, the same command may succeed later without any change.

| code | message | who | again | exit code |
| --- | --- | --- | --- | --- |`;

/** The page as a file. */
export function errorsReference(): { path: string; content: string }[] {
  const codes = Object.entries(EXIT).map(
    ([name, code]) => `| ${code} | ${EXIT_MEANING[name as keyof typeof EXIT]} |`,
  );
  const rows = Object.entries(ERRORS).map(
    ([code, { message, who, retry, exit }]) =>
      `| \`${code}\` | ${message.replaceAll('|', '\\|').replaceAll('<', '\\<')} | ${who} | ${retry ? 'yes' : 'no'} | ${exit} |`,
  );
  const parts = [[INTRODUCTION, ...codes].join('\n'), [ERRORS_HEAD, ...rows].join('\n')];
  return [{ path: 'docs/reference/errors.md', content: `${parts.join('\n\n')}\n` }];
}
