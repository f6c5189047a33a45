// Checks that a published document is read exactly and that anything doubtful in it is refused.
import { describe, expect, it } from 'vitest';
import { parsePublished } from './published.js';

const parse = (value: unknown) =>
  parsePublished(typeof value === 'string' ? value : JSON.stringify(value), 'x.json');

describe('a published document', () => {
  it('is read into plain values', () => {
    const url = 'https://example.org/a-report/';
    const classified = { 'classification.taxonomy': 'other', 'classification.type': 'other' };
    expect(
      parse({
        'scan-a': { name: 'Accessible-A', url, ...classified, fields: ['timestamp', 'ip', 'ip'] },
        scan_b: { fields: ['timestamp'] },
      }),
    ).toEqual([
      { id: 'scan_a', name: 'Accessible-A', link: url, rsit: 'other/other', columns: ['timestamp', 'ip'] },
      { id: 'scan_b', name: 'scan_b', link: undefined, rsit: undefined, columns: ['timestamp'] },
    ]);
  });

  const fields = ['timestamp'];
  it.each([
    ['', 'not JSON'],
    ['<!doctype html><html></html>', 'web page'],
    ['\n <html>', 'web page'],
    ['{"scan_a": {"fields": ["timest', 'not JSON'],
    ['null', 'not an object'],
    [[], 'not an object'],
    [{}, 'lists no types'],
    [{ error: 'no such file' }, 'entry 1 is not an object'],
    [{ scan_a: null }, 'entry 1 is not an object'],
    [{ scan_a: {} }, 'no list "fields"'],
    [{ scan_a: { fields: [] } }, 'no list "fields"'],
    [{ scan_a: { fields: [1] } }, 'unusable "fields"'],
    [{ scan_a: { fields: ['@service'] } }, 'unusable "fields"'],
    [{ scan_a: { fields: ['\u001b[31mred'] } }, 'unusable "fields"'],
    [{ scan_a: { fields: Array.from({ length: 2001 }, (_, i) => `c${i}`) } }, 'more than 2000'],
    [{ scan_a: { fields, name: 'a\nb' } }, 'unusable "name"'],
    [{ scan_a: { fields, name: 'a\u202eb' } }, 'unusable "name"'],
    [{ scan_a: { fields, name: 'x'.repeat(201) } }, 'unusable "name"'],
    [{ scan_a: { fields, url: 'javascript:alert(1)' } }, 'not an https address'],
    [{ scan_a: { fields, url: 'https://example.org/ "x' } }, 'not an https address'],
    [{ scan_a: { fields, 'classification.taxonomy': 'a/b', 'classification.type': '' } }, 'classification'],
    [{ '../../etc': { fields } }, 'invalid for a report type'],
    [{ scan_a: { fields }, 'scan-a': { fields } }, 'twice'],
    ['{"__proto__": {"fields": ["timestamp"]}}', 'invalid for a report type'],
  ])('%j is refused: %s', (document, problem) => {
    expect(() => parse(document)).toThrow(
      expect.objectContaining({ code: 'catalogue-unreadable', message: expect.stringContaining(problem) }),
    );
  });

  it('is never quoted in the message', () => {
    expect(() => parse({ '\u001b]0;owned\u0007': { fields } })).toThrow(/^[^\p{C}]*$/u);
  });
});
