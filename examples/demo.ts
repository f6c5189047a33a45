// Shows Sundial at work: loads two days of sample reports with the real command line and shows what changed.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { showInBrowser } from './demo/in-browser.js';
import { openStage } from './demo/stage.js';
import { STEPS } from './demo/steps.js';

const HELP = `Usage: npm run demo [-- --keep] [--browser]

Loads two days of sample reports into a store in a temporary folder and shows some queries.
The demo takes a few seconds. On a terminal it ends with a link to the same in a browser. It removes its folder at the end.

Options:
  --keep     keep the folder, to continue with it
  --browser  show a link although this is no terminal
  --help     show this help`;

const ROOT = path.join(import.meta.dirname, '..');

async function main(): Promise<number> {
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({ options: { keep: flag, browser: flag, help: flag } });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (!existsSync(path.join(ROOT, 'dist', 'cli', 'main.js'))) {
    console.error('The command line is not built yet. Run "npm run build" first.');
    return 1;
  }
  const stage = openStage(ROOT);
  try {
    stage.say('Two days of made-up reports, loaded into a temporary folder with the real command line.');
    for (const step of STEPS) stage.perform(step);
    if (values.browser || (process.stdin.isTTY && process.stdout.isTTY)) await showInBrowser(stage);
    stage.say(
      values.keep ? `Kept: ${stage.folder}` : 'The demo now removes its folder; --keep would keep it.',
    );
    return 0;
  } catch (thrown) {
    console.error(`\nThe demo stopped: ${(thrown as Error).message}`);
    return 1;
  } finally {
    if (!values.keep) stage.remove();
  }
}

process.exitCode = await main();
