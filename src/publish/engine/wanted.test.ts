// Checks with which stored data a new output begins, and what an output with a limit of marking may carry.
import { expect, it } from 'vitest';
import type { OutputEntry } from '../../domain/output-entry.js';
import { FILES_KIND } from '../files/declaration.js';
import { MISP_KIND } from '../misp/declaration.js';
import { OPENCTI_KIND } from '../opencti/declaration.js';
import { DEFAULT_KEYS } from '../short-form.js';
import { wantedOf } from './wanted.js';

const entryWith = (start: string): OutputEntry => ({
  ...{ name: 'x', kind: 'x', label: 'x', isShortForm: false, shown: {}, unset: {}, variables: [] },
  ...{ values: { first_days: 5 }, keys: { ...DEFAULT_KEYS, start } },
});

it.each([
  ['all', FILES_KIND, 'all'],
  ['all', OPENCTI_KIND, 5],
  ['now', OPENCTI_KIND, 'now'],
  ['90', OPENCTI_KIND, 90],
] as const)('%s of %o means %s', (start, kind, meaning) => {
  expect(wantedOf(entryWith(start), kind).start).toBe(meaning);
});

it.each([
  ['none', 'amber', 'amber'],
  ['GREEN', 'amber', 'green'],
  ['RED', 'amber+strict', 'amber+strict'],
])('with max_tlp %s and the tag %s, MISP gets what is marked up to %s', (max_tlp, tlp, most) => {
  const entry = entryWith('all');
  expect(wantedOf({ ...entry, keys: { ...entry.keys, max_tlp }, values: { tlp } }, MISP_KIND).maxTlp).toBe(
    most,
  );
});

it('an output with a limit of marking refuses to carry findings', () => {
  const { keys, ...entry } = entryWith('all');
  const limited = { ...entry, keys: { ...keys, carries: ['findings'], max_tlp: 'GREEN' } };
  expect(() => wantedOf(limited, FILES_KIND)).toThrow(/an output with max_tlp does not send/);
});
