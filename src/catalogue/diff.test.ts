// Checks which changes count as a difference, and that applying a difference makes it disappear.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Catalogue } from './catalogue.js';
import { type CatalogueData, shippedData } from './data.js';
import { diffCatalogue, isEmptyDiff, overrideFor } from './diff.js';
import { type PublishedType, parsePublished } from './published.js';

const data: CatalogueData = {
  types: {
    scan_a: { name: 'A', title: 'a', rsit: 'other/other', link: 'a-report', columns: ['@base', 'x'] },
    scan_b: { name: 'B', title: 'b', rsit: 'other/other', columns: ['@base'] },
    scan_c: { name: 'C', title: 'c', rsit: 'other/other', columns: ['@base'] },
  },
  retired: {},
  renamed: {},
  columns: { base: ['timestamp', 'ip'] },
  defaults: shippedData().defaults,
};
const now = new Date('2026-02-03T04:05:06Z');

function published(id: string, changes: Partial<PublishedType> = {}): PublishedType {
  return { id, name: id, link: undefined, rsit: undefined, columns: ['timestamp', 'ip'], ...changes };
}
const a = published('scan_a', { name: 'A', columns: ['x', 'ip', 'timestamp'] });
const b = published('scan_b', { name: 'B' });
const c = published('scan_c', { name: 'C' });

describe('a difference', () => {
  const diff = (types: readonly PublishedType[]) => diffCatalogue(new Catalogue(data), types);

  it('does not include the order of columns, a missing link or classification, or a slash', () => {
    const link = `${data.defaults.documentation}a-report`;
    expect(isEmptyDiff(diff([{ ...a, link, rsit: 'other/other' }, b, c]))).toBe(true);
    expect(isEmptyDiff(diff([a, b, c]))).toBe(true);
  });

  it('includes types, columns, names, links and classifications', () => {
    const link = 'https://example.org/b';
    const changedB = { ...b, name: 'Bee', link, rsit: 'fraud/phishing', columns: ['timestamp', 'y'] };
    const found = diff([a, changedB, published('scan_d')]);
    expect(found).toEqual({
      added: [published('scan_d')],
      removed: ['scan_c'],
      changed: [
        {
          id: 'scan_b',
          columnsAdded: ['y'],
          columnsRemoved: ['ip'],
          name: { from: 'B', to: 'Bee' },
          link: { from: undefined, to: link },
          classification: { from: 'other/other', to: 'fraud/phishing' },
        },
      ],
    });
  });
});

describe('an update', () => {
  it('leaves no difference, keeps earlier updates and restores types that return', () => {
    const first = [a, { ...b, columns: ['timestamp', 'ip', 'y'] }, published('scan6_a', { name: 'IPv6-A' })];
    const apply = (types: readonly PublishedType[], previous: ReturnType<typeof overrideFor> | undefined) => {
      const before = new Catalogue(data, previous);
      const request = { published: types, previous, source: 'x', now };
      return overrideFor(diffCatalogue(before, types), request);
    };
    const one = apply(first, undefined);
    const updated = new Catalogue(data, one);
    expect(one).toMatchObject({ source: 'x', updated: '2026-02-03T04:05:06.000Z' });
    expect(isEmptyDiff(diffCatalogue(updated, first))).toBe(true);
    expect(updated.find('scan_c')).toMatchObject({ retired: true, title: 'c' });
    expect(updated.find('scan6_a')).toMatchObject({ known: true, title: 'A (IPv6)', family: 6 });

    const second = [...first, c];
    const two = apply(second, one);
    const again = new Catalogue(data, two);
    expect(isEmptyDiff(diffCatalogue(again, second))).toBe(true);
    expect(again.find('scan_c')?.retired).toBe(false);
    expect(again.find('scan_b')?.columns).toContain('y');
  });

  it('is refused if most types are missing', () => {
    const types = [a];
    const diff = diffCatalogue(new Catalogue(data), types);
    const request = { published: types, previous: undefined, source: 'part.json', now };
    expect(() => overrideFor(diff, request)).toThrow('only 1 of 3 known types');
  });
});

const corpus = process.env.SUNDIAL_CORPUS ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data');
const reports = join(corpus, 'schema', 'reports.json');

describe("the publisher's own document", () => {
  it.skipIf(!existsSync(reports))('agrees with the catalogue (skipped if SUNDIAL_CORPUS has none)', () => {
    const catalogue = new Catalogue(shippedData());
    const types = parsePublished(readFileSync(reports, 'utf8'), reports);
    expect(catalogue.types().map(({ id }) => id)).toEqual(types.map(({ id }) => id).sort());
    expect(diffCatalogue(catalogue, types)).toEqual({ added: [], removed: [], changed: [] });
    for (const { id, columns } of types) expect(catalogue.find(id)?.columns).toEqual(columns);
  });
});
