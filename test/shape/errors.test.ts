// Checks the table of errors both ways: every code is used, and every message says what to do.
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/domain/errors.js';
import { codeFiles } from './tree.js';

const program = codeFiles(['src']).filter(
  ({ path }) => !path.endsWith('.test.ts') && !path.endsWith('/errors.ts'),
);
const rows = Object.entries(ERRORS);

describe('the table of errors', () => {
  // `internal` stands for unforeseen errors, in errors.ts itself.
  it.each(rows.map(([code]) => code).filter((code) => code !== 'internal'))('%s is used', (code) => {
    const users = program.filter(({ text }) => text.includes(`'${code}'`));
    expect(users.map((file) => file.path)).not.toEqual([]);
  });

  it.each(rows)('%s has a suitable message', (_code, { message, exit, http }) => {
    expect(message).not.toMatch(/\n|\.$/);
    expect(exit).toBeGreaterThan(0);
    expect(http).toBeGreaterThanOrEqual(400);
  });
});
