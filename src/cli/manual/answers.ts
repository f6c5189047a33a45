// Collects the answers to command lines about the program itself; the build stores them, so that no module is loaded
// for them.
import { EXIT } from '../../domain/errors.js';
import { SHELLS } from '../commands/completion/completion.js';
import { silentContext } from '../frame/context.js';
import { buildProgram, main } from '../main.js';
import { outlineOf, withSubcommands } from './outline.js';

/**
 * The program's answers by command line: the version, every command's help, the completion scripts and the manual
 * page. `bin/answer.js` looks up an answer by the words of the command line, joined by spaces.
 *
 * @throws Error if one of them is not printed
 */
export async function programAnswers(): Promise<Record<string, string>> {
  const commands = withSubcommands(outlineOf(buildProgram(silentContext())));
  const lines = [
    ['--version'],
    ['man'],
    ...SHELLS.map((shell) => ['completion', shell]),
    ...commands.map(({ words }) => [...words, '--help']),
  ];
  const answers: Record<string, string> = {};
  for (const line of lines) answers[line.join(' ')] = await printedBy(line);
  return answers;
}

async function printedBy(args: string[]): Promise<string> {
  let text = '';
  let code: number | undefined;
  await main(args, {
    ...silentContext(),
    args,
    print: (part) => {
      text += `${part}\n`;
    },
    exit: (given) => {
      code = given;
    },
  });
  if (code !== EXIT.done || text === '') throw new Error(`sundial ${args.join(' ')} prints nothing`);
  return text;
}
