// Draws the picture of the README from the demo's output: `npm run -s demo | npx tsx scripts/demo-picture.ts FILE`.
import { writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { picture } from './terminal-picture.js';

/** The number of output lines that the picture shows for each command; it leaves out all other commands. */
const SHOWN: readonly (readonly [command: RegExp, lines: number])[] = [
  [/^\$ sundial ingest /, 1],
  [/^\$ sundial whitelist insert /, 1],
  [/^\$ sundial digest /, 11],
];

/** The picture of the demo's output. @throws Error if the output lacks one of the commands */
export function demoPicture(output: string): string {
  const lines = output.split('\n');
  const shown = lines.flatMap((line, at) => {
    const most = SHOWN.find(([command]) => command.test(line))?.[1];
    return most === undefined ? [] : [...lines.slice(at, at + 1 + most), ''];
  });
  if (shown.length === 0) throw new Error('this is not the output of the demo');
  return picture('Parts of the output of npm run demo', shown.join('\n'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [file] = process.argv.slice(2);
  if (!file) throw new Error('name the file to write');
  writeFileSync(file, demoPicture(await text(process.stdin)));
}
