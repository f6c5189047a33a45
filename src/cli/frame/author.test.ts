// Checks the attribution of changes: to a name that the system knows, if no other is given.
import { expect, test } from 'vitest';
import { readAuthorship } from './author.js';
import { processUser } from './user.js';

const authorOf = (options: Record<string, unknown>, env: NodeJS.ProcessEnv, uid = 1000) =>
  readAuthorship(options, { env, user: { uid, name: 'known' } }).author;

test('the option takes precedence over the environment, and the environment over the system', () => {
  expect(authorOf({ author: 'ada' }, { USER: 'bob' })).toBe('ada');
  expect(authorOf({}, { USER: 'bob' })).toBe('bob');
  expect(authorOf({}, { LOGNAME: 'bob' })).toBe('bob');
  expect(authorOf({}, {})).toBe('known');
  expect(authorOf({}, { USER: '' })).toBe('known');
});

test('for root the system decides, because the environment hides the user who called sudo', () => {
  expect(authorOf({}, { USER: 'root' }, 0)).toBe('known');
});

test('a process always has a user with a name', () => {
  const { name, uid } = processUser({});
  expect([name === '', name === 'unknown', uid]).toEqual([false, false, process.getuid?.()]);
  expect(processUser({ SUDO_USER: 'ada' }).name).toBe(process.getuid?.() === 0 ? 'ada' : name);
});
