// Checks that no identifier, type or attachment's name leaves its place or shares a name with another one.
import { describe, expect, it } from 'vitest';
import { dayFolder, reportFileName, safeFileName, safeName } from './names.js';

const HOSTILE = [
  '../../etc/passwd',
  '..',
  '.',
  '',
  '.hidden',
  '-rf',
  'a/b',
  'a\\b',
  'a\0b',
  'line\nbreak',
  'con',
  'COM1.csv',
  'ends.',
  'ends ',
  '=cmd()',
  '~home',
  'naïve',
  'x'.repeat(300),
  `${'x'.repeat(300)}y`,
];

describe('names', () => {
  it('keeps the publisher’s own names', () => {
    const report = { type: 'scan_ntp', date: '2026-03-02', list: 'example-asn' };
    expect(reportFileName(report)).toBe('2026-03-02-scan_ntp-example-asn');
    expect(reportFileName({ ...report, list: '' })).toBe('2026-03-02-scan_ntp');
    expect(dayFolder(report)).toBe('2026/03/02');
  });

  it('gives every hostile value a harmless name of its own', () => {
    const names = HOSTILE.map(safeName);
    for (const name of names)
      expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,79}~[0-9a-f]{12}$|^~[0-9a-f]{12}$/);
    expect(new Set(names).size).toBe(HOSTILE.length);
    expect(safeName(names[0]!)).not.toBe(names[0]);
  });

  it('keeps a plain extension of an attached file', () => {
    expect(safeFileName('advisory 7.pdf')).toMatch(/^advisory_7~[0-9a-f]{12}\.pdf$/);
    expect(safeFileName('notes.p/df')).toMatch(/^notes_p_df~[0-9a-f]{12}$/);
  });

  it('refuses a date that is not a day', () => {
    expect(() => dayFolder({ date: '../../..', type: 'scan_ntp' })).toThrow('scan_ntp ../../..');
  });
});
