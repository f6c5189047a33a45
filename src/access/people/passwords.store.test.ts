// Tests the real hash of passwords, whose native code the quick tests do not load.
import { expect, it } from 'vitest';
import { Passwords } from './passwords.js';

it('hashes with argon2id of 19 MiB and two passes, a salt of its own, and the same characters in any form', async () => {
  const passwords = new Passwords();
  const hash = await passwords.hash('caf\u00e9 au lait, twice');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwords.hash('caf\u00e9 au lait, twice')).not.toBe(hash);
  const isRight = (password: string) => passwords.isRight(hash, password);
  expect(await isRight('cafe\u0301 au lait, twice')).toBe(true);
  expect(await isRight('cafe au lait, twice')).toBe(false);
  expect(await passwords.isRight(undefined, 'anything')).toBe(false);
});
