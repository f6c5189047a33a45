// Generates the reference page of all commands, from each command's --help, and the manual page.
import type { Command } from 'commander';
import type { GeneratedFile } from '../../config/index.js';
import { silentContext } from '../frame/context.js';
import { buildProgram } from '../main.js';
import { manPage } from './man-page.js';
import { outlineOf } from './outline.js';

const WIDTH = 100;

const INTRODUCTION = `# Commands

<!-- Generated from the commands' own help by "npm run docs". Change it in src/cli. -->

From a checkout, \`npx sundial\` runs the command line. \`--config\`, \`--data-dir\` and \`--json\` work with every
command, before or after its name. Results go to stdout, progress and messages to stderr. With \`--json\` the result
is one JSON document, also for errors. The exit codes are in [errors.md](errors.md).`;

/** The pages as files; they contain every command, because they are made from the program itself. */
export function commandReference(): GeneratedFile[] {
  let text = '';
  const program = buildProgram(silentContext());
  const sections = commandsOf(program, 'sundial').map(([name, command]) => {
    text = '';
    command.configureOutput({
      writeOut: (part) => {
        text += part;
      },
      getOutHelpWidth: () => WIDTH,
      getOutHasColors: () => false,
    });
    command.outputHelp();
    return `## ${name}\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\``;
  });
  return [
    { path: 'docs/reference/cli.md', content: `${[INTRODUCTION, ...sections].join('\n\n')}\n` },
    { path: 'docs/reference/sundial.1', content: manPage(outlineOf(program)) },
  ];
}

/** A command and all of its subcommands, with their full names. */
function commandsOf(command: Command, name: string): [string, Command][] {
  return [
    [name, command],
    ...command.commands.flatMap((child) => commandsOf(child, `${name} ${child.name()}`)),
  ];
}
