// Finds Chromium, in which the pages of the web application are tested and measured.
import { spawnSync } from 'node:child_process';

/** The program; undefined = not installed. */
export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (program) => spawnSync(program, ['--version']).status === 0,
);
