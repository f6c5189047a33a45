// Compares every format of a digest, as a whole and section by section, with files that a person has reviewed.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../triage/index.js';
import { digestCsv, digestHtml, digestJson, digestText } from './index.js';
import { SECTIONS } from './sections.js';
import { QUIET, USUAL } from './testing/digest.js';
import { ENEMY } from './testing/hostile-digest.js';

const MAIL = { marking: 'TLP:AMBER', short: true } as const;
const golden = (name: string) => path.join(import.meta.dirname, 'testing', 'golden', name);
const terminal = (digest: Digest, columns = 100, colour = false) =>
  digestText(digest, { ...MAIL, short: false, columns, colour });

/** A quiet day with one section of the usual day. */
const only = (part: (typeof SECTIONS)[number]['id']): Digest => ({ ...QUIET, [part]: USUAL[part] });

describe('a digest as text', () => {
  it.each([
    ['usual', terminal(USUAL)],
    ['quiet', terminal(QUIET)],
    ['narrow', terminal(USUAL, 60)],
    ['colour', terminal(USUAL, 80, true)],
    ['enemy', terminal(ENEMY, 80)],
  ])('%s', async (name, text) => {
    await expect(text).toMatchFileSnapshot(golden(`${name}.txt`));
  });

  it.each(SECTIONS.map(({ id }) => id))('%s alone', async (id) => {
    await expect(terminal(only(id))).toMatchFileSnapshot(golden(`part-${id}.txt`));
  });
});

describe('a digest as HTML', () => {
  it.each([
    ['usual', USUAL],
    ['quiet', QUIET],
    ['enemy', ENEMY],
  ])('%s', async (name, digest) => {
    await expect(digestHtml(digest, MAIL)).toMatchFileSnapshot(golden(`${name}.html`));
  });

  it.each(SECTIONS.map(({ id }) => id))('%s alone', async (id) => {
    await expect(digestHtml(only(id), { ...MAIL, marking: '' })).toMatchFileSnapshot(
      golden(`part-${id}.html`),
    );
  });
});

describe('a digest for programs', () => {
  it('usual as CSV', async () => {
    await expect(digestCsv(USUAL)).toMatchFileSnapshot(golden('usual.csv'));
  });

  it('enemy as CSV', async () => {
    await expect(digestCsv(ENEMY)).toMatchFileSnapshot(golden('enemy.csv'));
  });

  it('as JSON is the digest itself', () => {
    expect(JSON.parse(digestJson(ENEMY))).toEqual(ENEMY);
  });
});
