// Passwords without their expensive hash, and without its native code, for tests of everything around them.
import { type Argon2, Passwords } from '../people/passwords.js';

const HASHED = '$argon2id$plain$';

/** Hashes that contain the password. */
export const PLAIN_ARGON2: Argon2 = {
  hash: async (password) => `${HASHED}${password}`,
  verify: async (hash, password) => hash === `${HASHED}${password}`,
};

export const plainPasswords = (): Passwords => new Passwords(async () => PLAIN_ARGON2);
