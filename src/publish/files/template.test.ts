// Checks paths with hostile values: no value leaves its place, and different values never share a name.
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { filePath, PLACES, type Place, placeName, type Values } from './template.js';

const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '.',
    '..',
    '../..',
    '/',
    'none',
    'NONE',
    'None',
    '%6Eone',
    'a.b',
    'CON',
    'a\0b',
    '\u2028',
  ),
);
const place = fc.constantFrom<Place>(...PLACES);

/** The way back that the page describes. */
function wayBack(name: string): string {
  if (name === 'none') return '';
  const bytes = name.replaceAll(/%([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

it('has a name for each value that leads back to the value', () => {
  fc.assert(
    fc.property(place, value, (of, text) => {
      expect(wayBack(placeName(of, text))).toBe(Buffer.from(text).toString('utf8'));
    }),
  );
});

it('has different names for different values, also without case', () => {
  fc.assert(
    fc.property(place, value, value, (of, one, other) => {
      fc.pre(!Buffer.from(one).equals(Buffer.from(other)));
      // Countries arrive in upper case.
      const name = (text: string) =>
        placeName(of, of === 'country' ? text.toUpperCase() : text).toLowerCase();
      fc.pre(of !== 'country' || one.toUpperCase() !== other.toUpperCase());
      expect(name(one)).not.toBe(name(other));
    }),
  );
});

it('stays below the folder, in as many parts as the template, each of them short enough for a file system', () => {
  const long = value.map((text) => text.repeat(20));
  fc.assert(
    fc.property(
      fc.record({
        ...{ date: value, type: long, list: long },
        ...{ country: value, asn: value, constituent: value },
      }),
      (values) => {
        const file = filePath(
          '{date}/x-{type}-{list}/{country}/{asn}-{constituent}',
          values as Values,
          '.jsonl.gz',
        );
        expect(path.normalize(file)).toBe(file);
        const parts = file.split('/');
        expect(parts).toHaveLength(4);
        for (const part of parts) {
          expect(part).toMatch(/^(?!\.)[\w.%-]+$/);
          expect(part.length).toBeLessThanOrEqual(255);
        }
      },
    ),
  );
});

it('keeps usual values as they are', () => {
  const values = {
    date: '2026-01-15',
    type: 'scan_ssl',
    list: 'example-asn',
    country: 'AT',
    asn: '64496',
    constituent: 'zoo_1',
  };
  expect(filePath('{constituent}/{country}/AS{asn}/{date}/{type}.{list}', values, '.csv')).toBe(
    'zoo_1/AT/AS64496/2026-01-15/scan_ssl.example-asn.csv',
  );
});
