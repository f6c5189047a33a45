// Checks how a report's identity is read from its file name.

import { describe, expect, test } from 'vitest';
import { dayOf } from './days.js';
import { SundialError } from './errors.js';
import { describeReport, identifyReport, isReportDate, normaliseType } from './report.js';

describe('identifyReport', () => {
  test.each([
    ['2026-01-15-scan_ssl-example-asn.csv', 'scan_ssl', '2026-01-15', 'example-asn'],
    ['2026-01-15-Scan_SSL-example.CSV', 'scan_ssl', '2026-01-15', 'example'],
    ['2026-01-15-scan_ssl.csv', 'scan_ssl', '2026-01-15', ''],
    ['2026-01-15-new_type-a-b-c.jsonl', 'new_type', '2026-01-15', 'a-b-c'],
    ['2026-01-15-scan_ssl-example', 'scan_ssl', '2026-01-15', 'example'],
    ['2026-01-15-scan_ssl-example.csv.csv', 'scan_ssl', '2026-01-15', 'example.csv'],
    ['2026-01-15-scan_ssl-123-example-asn-delayed.csv', 'scan_ssl', '2026-01-15', '123-example-asn-delayed'],
    ['2026-01-15-scan_ssl-example-asn (1).csv', 'scan_ssl', '2026-01-15', 'example-asn'],
    ['2026-01-15-scan_ssl-example-asn(12).csv', 'scan_ssl', '2026-01-15', 'example-asn'],
    ['2026-01-15-scan_ssl-example-asn - Copy.csv', 'scan_ssl', '2026-01-15', 'example-asn'],
    ['2026-01-15-scan_ssl-example-asn - Copy (2).csv', 'scan_ssl', '2026-01-15', 'example-asn'],
    ['2026-01-15-scan_ssl-example-asn - Copy - Copy.csv', 'scan_ssl', '2026-01-15', 'example-asn'],
    ['2026-01-15-scan_ssl-example-asn copy 2.csv', 'scan_ssl', '2026-01-15', 'example-asn'],
    ['2026-01-15-scan_ssl-example-asn - Kopie.csv', 'scan_ssl', '2026-01-15', 'example-asn'],
    ['Copy of 2026-01-15-scan_ssl-example-asn.csv', 'scan_ssl', '2026-01-15', 'example-asn'],
    ['2026-01-15-scan_ssl-example-asn.csv.1', 'scan_ssl', '2026-01-15', 'example-asn'],
    ['2026-01-15-scan_ssl-copy.csv', 'scan_ssl', '2026-01-15', 'copy'],
    ['2026-01-15-scan_ssl-a-copy.csv', 'scan_ssl', '2026-01-15', 'a-copy'],
    ['2026-01-15-scan_ssl (1).csv', 'scan_ssl', '2026-01-15', ''],
  ])('reads %s', (name, type, date, list) => {
    expect(identifyReport(name)).toEqual({ type, date, list });
  });

  test.each(['report.csv', '2026-02-30-scan_ssl-x.csv', '2026-1-5-scan_ssl-x.csv', '2026-01-15.csv', ''])(
    'refuses %s, naming the file as it is shown',
    (name) => {
      const read = () => identifyReport(name, {}, { shown: 'a.zip > shown.csv' });
      expect(read).toThrow(SundialError);
      expect(read).toThrow(/^a\.zip > shown\.csv: /);
    },
  );

  test("the route's list is used if the name does not follow the publisher's rule", () => {
    const known = { type: 'scan_ssl', date: '2026-01-15' };
    expect(identifyReport('report.csv', known, { route: 'example' }).list).toBe('example');
    expect(identifyReport('2026-01-15-scan_ssl.csv', {}, { route: 'example' }).list).toBe('example');
    expect(identifyReport('2026-01-15-scan_ssl-x-ip.csv', {}, { route: 'example' }).list).toBe('x-ip');
    expect(identifyReport('2026-01-15-scan_ssl-x-ip.csv', { list: 'mine' }, { route: 'example' }).list).toBe(
      'mine',
    );
  });

  test('values given by the operator take precedence over the name and fill its gaps', () => {
    expect(identifyReport('report.csv', { type: 'scan-ssl', date: '2026-01-15' })).toEqual({
      type: 'scan_ssl',
      date: '2026-01-15',
      list: 'report',
    });
    expect(identifyReport('2026-01-15-scan_ssl-example.csv', { list: 'mine', date: '2026-01-16' })).toEqual({
      type: 'scan_ssl',
      date: '2026-01-16',
      list: 'mine',
    });
    expect(() => identifyReport('report.csv', { type: 'scan_ssl' })).toThrow(SundialError);
  });
});

test.each([
  ['1970-01-01', true, 0],
  ['2024-02-29', true, 19_782],
  ['2149-06-05', true, 65_534],
  ['2149-06-06', false, 65_535],
  ['1969-12-31', false, -1],
  ['2023-02-29', false, Number.NaN],
  ['2023-13-01', false, Number.NaN],
])('%s is a report date: %s', (date, valid, day) => {
  expect(isReportDate(date)).toBe(valid);
  if (valid) expect(dayOf(date)).toBe(day);
});

test('type names are compared without regard to case and hyphens', () => {
  expect(normaliseType(' Scan-SSL ')).toBe('scan_ssl');
});

test('a report is described in one line, without a list if it has none', () => {
  expect(describeReport({ type: 'scan_ssl', date: '2026-01-15', list: 'x' })).toBe('scan_ssl 2026-01-15 x');
  expect(describeReport({ type: 'scan_ssl', date: '2026-01-15', list: '' })).toBe('scan_ssl 2026-01-15');
});
