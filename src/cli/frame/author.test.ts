// Checks to whom changes are attributed: always to a name that the system knows, where no other is given.
import { expect, test } from 'vitest';
import { readAuthorship } from './author.js';
import { processUser } from './user.js';

const authorOf = (options: Record<string, unknown>, env: NodeJS.ProcessEnv, uid = 1000) =>
  readAuthorship(options, { env, user: { uid, name: 'known' } }).author;

test('the option comes before the environment, and that before what the system knows', () => {
  expect(authorOf({ author: 'ada' }, { USER: 'bob' })).toBe('ada');
  expect(authorOf({}, { USER: 'bob' })).toBe('bob');
  expect(authorOf({}, { LOGNAME: 'bob' })).toBe('bob');
  expect(authorOf({}, {})).toBe('known');
  expect(authorOf({}, { USER: '' })).toBe('known');
});

test('of root the system is asked, because the environment hides who called sudo', () => {
  expect(authorOf({}, { USER: 'root' }, 0)).toBe('known');
});

test('a process always has a user with a name', () => {
  const { name, uid } = processUser({});
  expect([name === '', name === 'unknown', uid]).toEqual([false, false, process.getuid?.()]);
  expect(processUser({ SUDO_USER: 'ada' }).name).toBe(process.getuid?.() === 0 ? 'ada' : name);
});
