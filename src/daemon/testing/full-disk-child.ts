// A child process of the log's tests: logs more than its disk can hold, keeps running, and prints so.
import { openLog } from '../log.js';

const log = await openLog({
  level: 'info',
  format: 'json',
  interactive: false,
  stderr: process.stderr,
  file: process.argv[2]!,
  fileMib: 1,
  files: 2,
  secrets: [],
  clock: () => new Date(0),
});
for (let line = 0; line < 500; line++) {
  log.info('a line', { line, filler: 'x'.repeat(100) });
  if (line % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
}
await log.close();
process.stdout.write('still there');
