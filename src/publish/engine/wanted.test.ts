// Checks with which stored data a new output begins.
import { expect, it } from 'vitest';
import type { OutputEntry } from '../../domain/output-entry.js';
import { FILES_KIND } from '../files/declaration.js';
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
