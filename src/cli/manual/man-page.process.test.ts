// Checks the manual page with programs that read manual pages.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../test/shape/tree.js';
import { isInstalled } from '../testing/shells.js';

const PAGE = path.join(ROOT, 'docs/reference/sundial.1');
const READERS = [
  { name: 'man', args: ['--warnings', '--local-file', PAGE] },
  { name: 'mandoc', args: ['-Tlint', '-Wwarning', PAGE] },
];

describe.each(READERS)('$name', ({ name, args }) => {
  it.skipIf(!isInstalled(name) && process.env.CI !== 'true')('causes no warnings', () => {
    const { stdout, stderr, status } = spawnSync(name, args, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    if (name === 'mandoc') expect(stdout).toBe('');
    else expect(stdout).toContain('sundial whitelist insert');
  });
});
