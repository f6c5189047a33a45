// Tests that values from reports, inventory and whitelist cannot become markup or commands in any format of a digest.
import { describe, expect, it } from 'vitest';
import { digestCsv, digestHtml, digestSubject, digestText } from './index.js';
import { longDigest, QUIET, USUAL } from './testing/digest.js';
import { ENEMY, HOSTILE } from './testing/hostile-digest.js';

const MAIL = { marking: 'TLP:AMBER', short: true } as const;
const CONTROL =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** The tags of a page, each with its attributes. */
const tags = (html: string) => [...html.matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"]*")*)\s*>/g)];

describe('HTML', () => {
  const html = digestHtml(ENEMY, MAIL);

  it('contains only intended tags', () => {
    const own = new Set(tags(digestHtml(USUAL, MAIL)).map(([, name]) => name));
    expect(tags(html).filter(([, name]) => !own.has(name))).toEqual([]);
    expect([...own].filter((name) => /script|img|iframe|object|svg|form|link/.test(name!))).toEqual([]);
    // Every "<" starts an intended tag, comment or doctype, so no value broke out of its quotes.
    const rest = html.replaceAll(/<!--.*?-->/g, '').replace('<!DOCTYPE html>', '');
    const opened = rest.match(/</g)!.length;
    expect(tags(rest).length + rest.match(/<\/[a-z0-9]+>/g)!.length).toBe(opened);
  });

  it('contains no scripts and no remote content', () => {
    for (const page of [html, digestHtml(USUAL, MAIL)]) {
      const attributes = tags(page).flatMap(([, , given]) => [...given!.matchAll(/([a-z-]+)="([^"]*)"/g)]);
      const names = attributes.map(([, name]) => name!);
      expect(names.filter((name) => name.startsWith('on') || name === 'src')).toEqual([]);
      const links = attributes.filter(([, name]) => name === 'href').map(([, , value]) => value!);
      expect(links.filter((address) => !/^https?:\/\//.test(address))).toEqual([]);
      expect(page).not.toMatch(/url\(|@import|<link/);
    }
  });

  it('shows all values as text, never as markup', () => {
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain(HOSTILE.long);
    expect(html).not.toMatch(CONTROL);
  });
});

describe('text', () => {
  const text = digestText(ENEMY, { ...MAIL, short: false, colour: false, columns: 80 });

  it('contains no control sequences or bidirectional overrides', () => {
    expect(text).not.toMatch(CONTROL);
    expect(text).toContain('\\u001b[2J');
    expect(text).toContain('\\u202e');
  });

  it('keeps its width, except in commands, and loses no character', () => {
    const lines = text.split('\n').filter((line) => !line.includes("ticket '"));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text.replaceAll(/\s/g, '')).toContain(HOSTILE.long);
  });
});

it('CSV contains no formula for a spreadsheet', () => {
  const cells = digestCsv(ENEMY).matchAll(/(?:^|,)("?)([=+\-@][^,]*)/gm);
  expect([...cells]).toEqual([]);
  expect(digestCsv(ENEMY)).toContain(`"'=HYPERLINK`);
});

describe('a long digest', () => {
  const digest = longDigest(500);

  it('is cut in a mail, with the number of omitted entries', () => {
    const html = digestHtml(digest, MAIL);
    expect(html).toContain('4 960 more are left out here: sundial digest --date 2026-03-10 --format csv');
    expect(html.length).toBeLessThan(256 * 1024);
  });

  it('is complete on a terminal, up to the requested limit', () => {
    const text = digestText(digest, { ...MAIL, short: false, colour: false, columns: 100 });
    expect(text.match(/– device web-shop-2/g)).toHaveLength(500);
    expect(text).toContain('4 500 more are left out here: sundial digest --date 2026-03-10 --format csv');
  });
});

describe('the subject', () => {
  it.each([
    [USUAL, '[Sundial] 4 to handle, 3 unknown, 1 missing, 1 error – 2026-03-10 (TLP:AMBER)'],
    [QUIET, '[Sundial] nothing to handle – 2026-03-10 (TLP:AMBER)'],
  ])('contains the most important facts', (digest, subject) => {
    expect(digestSubject(digest, 'TLP:AMBER')).toBe(subject);
  });
});
