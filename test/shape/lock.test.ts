// Checks that the lock file names the packages of every platform, not only of the one it was written on.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './tree.js';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

// npm omits packages that its registry lacks, and `npm ci` then refuses the lock file.
it('has an entry for each optional package', () => {
  const file = path.join(ROOT, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Locked> };
  const places = Object.keys(lock.packages);
  const missing = Object.values(lock.packages)
    .flatMap((locked) => Object.keys(locked.optionalDependencies ?? {}))
    .filter((name) => !places.some((place) => place.endsWith(`node_modules/${name}`)));
  expect(missing).toEqual([]);
});
