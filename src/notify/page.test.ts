// Tests the effect of options on a digest's page: limits of sections, groups, and the notices of first digests.
import { describe, expect, it } from 'vitest';
import { digestHtml } from './digest-html.js';
import { digestText } from './digest-text.js';
import { digestPage, pageOptionsOf } from './page.js';
import { longDigest, USUAL } from './testing/digest.js';

const page = { marking: '', short: true } as const;
const settings = { digest_tlp: 'none', digest_limits: [], digest_group_by: 'none' } as const;
const part = (options: Parameters<typeof digestPage>[1], digest = USUAL) =>
  digestPage(digest, options).sections.find(({ id }) => id === 'handle')!;

describe('limits', () => {
  it('are the configured ones in a mail, and the rest is counted', () => {
    const { limits } = pageOptionsOf({ ...settings, digest_limits: ['handle=2', 'recent=0'] });
    const handle = part({ ...page, limits: limits! }, longDigest(500));
    expect(handle.groups.flatMap(({ entries }) => entries)).toHaveLength(2);
    expect(handle.more).toBe('4 998 more are left out here: sundial digest --date 2026-03-10 --format csv');
  });

  it('do not apply if all entries are requested', () => {
    const handle = part({ ...page, short: false, limits: { handle: 1 } });
    expect(handle).toMatchObject({ more: '', total: 4 });
  });

  it.each(['handle', 'handle=', 'handle=-1', 'nothing=3', 'handle=x'])('"%s" is refused', (text) => {
    expect(() => pageOptionsOf({ ...settings, digest_limits: [text] })).toThrow(/digest_limits/);
  });
});

describe('groups', () => {
  it.each(['owner', 'device'] as const)('hold all entries of an %s together', (groupBy) => {
    const handle = part({ ...page, groupBy });
    expect(handle.groups.flatMap(({ entries }) => entries)).toHaveLength(4);
    for (const { title, entries } of handle.groups)
      expect(new Set(entries.map((entry) => entry[groupBy]))).toEqual(
        new Set([title.startsWith('No ') ? '' : title.slice(title.indexOf(': ') + 2)]),
      );
    expect(new Set(handle.groups.map(({ title }) => title)).size).toBe(handle.groups.length);
  });

  it('are headings in text and HTML', () => {
    const title = part({ ...page, groupBy: 'owner' }).groups[0]!.title;
    expect(digestText(USUAL, { ...page, groupBy: 'owner', colour: false, columns: 80 })).toContain(
      `${title} (1)`,
    );
    expect(digestHtml(USUAL, { ...page, groupBy: 'owner' })).toContain(`<bdi>${title}</bdi>`);
  });
});

describe('the notice', () => {
  it.each([
    [{}, /^$/],
    [{ previous: null }, /^This is the first digest, .*"sundial digest --baseline"\.$/],
    [{ kind: 'baseline' as const, previous: null }, /^This is a baseline: 31 findings were there before/],
  ])('of %j', (given, words) => {
    expect(digestPage({ ...USUAL, counts: { ...USUAL.counts, recent: 31 }, ...given }, page).notice).toMatch(
      words,
    );
  });
});

it('an unknown device has the name that its lease gives it', () => {
  const [first, ...others] = USUAL.unknown.rows;
  const unknown = { ...USUAL.unknown, rows: [{ ...first!, device: 'guest-9' }, ...others] };
  const { sections } = digestPage({ ...USUAL, unknown }, page);
  const entries = sections.find(({ id }) => id === 'unknown')!.groups.flatMap((group) => group.entries);
  expect(entries.map(({ device }) => device)).toEqual(['guest-9', ...others.map(() => 'unknown')]);
});
