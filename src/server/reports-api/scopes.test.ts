// Tests that scopes are read again within a second after a change of descriptions, and not for each request.
import { beforeEach, expect, it } from 'vitest';
import { SundialError } from '../../domain/errors.js';
import { RestrictedScope } from '../../domain/scope.js';
import { Scopes } from './scopes.js';

let version = 1;
let now = 0;
const asked: string[] = [];
const asns: Record<string, number> = {};
const register = {
  newestVersion: async () => {
    asked.push('version');
    return version;
  },
  scopeOf: async (id: string) => {
    asked.push(id);
    if (!(id in asns)) throw new SundialError('constituent-unknown', { id });
    return RestrictedScope.of([{ asns: [asns[id]!] }]);
  },
};
let scopes: Scopes;
beforeEach(() => {
  [version, now] = [1, 0];
  Object.assign(asns, { zoo: 64_500, farm: 64_501 });
  scopes = new Scopes(register, () => now);
  asked.length = 0;
});

const seen = async (...ids: string[]) =>
  Object.fromEntries([...(await scopes.of(ids))].map(([id, { grants }]) => [id, grants[0]!.asns![0]]));

it('reads each scope once, in alphabetical order', async () => {
  expect(Object.entries(await seen('zoo', 'farm', 'zoo'))).toEqual([
    ['farm', 64_501],
    ['zoo', 64_500],
  ]);
  await seen('zoo', 'farm');
  expect(asked).toEqual(['version', 'farm', 'zoo']);
});

it('looks for changes after half a second', async () => {
  await seen('zoo');
  [version, asns.zoo] = [2, 64_502];
  now = 500;
  expect(await seen('zoo')).toEqual({ zoo: 64_500 });
  now = 501;
  expect(await seen('zoo')).toEqual({ zoo: 64_502 });
  now = 1002;
  await seen('zoo');
  expect(asked).toEqual(['version', 'zoo', 'version', 'zoo', 'version']);
});

it('leaves out constituents that do not exist, until they do', async () => {
  expect(await seen('zoo', 'lake')).toEqual({ zoo: 64_500 });
  [version, asns.lake] = [2, 64_503];
  now = 501;
  expect(await seen('zoo', 'lake')).toEqual({ lake: 64_503, zoo: 64_500 });
  delete asns.lake;
});

it('passes other errors on, and reads again', async () => {
  const scopeOf = register.scopeOf;
  register.scopeOf = async () => Promise.reject(new Error('the engine is gone'));
  await expect(seen('zoo')).rejects.toThrow('the engine is gone');
  register.scopeOf = scopeOf;
  expect(await seen('zoo')).toEqual({ zoo: 64_500 });
});
