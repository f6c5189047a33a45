// Checks which column of a header feeds which typed column.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVENT_COLUMNS, slotsOf } from './event-columns.js';

describe('slotsOf', () => {
  test('feeds typed columns by name, in any case, and leaves the others to the map', () => {
    expect(slotsOf(['timestamp', 'IP', 'Port', 'issuer_serialNumber', ''])).toEqual([
      'timestamp',
      'ip',
      'port',
      '',
      '',
    ]);
  });

  test('takes src_ columns only if there is no plain one', () => {
    expect(slotsOf(['src_ip', 'src_port', 'dst_ip'])).toEqual(['ip', 'port', 'dst_ip']);
    expect(slotsOf(['src_ip', 'ip', 'http_referer_ip'])).toEqual(['', 'ip', '']);
    expect(slotsOf(['http_referer_asn', 'src_asn'])).toEqual(['', 'asn']);
  });

  test('feeds a typed column once if two names differ only in case', () => {
    expect(slotsOf(['ip', 'IP', 'ip#2'])).toEqual(['ip', '', '']);
  });

  test('decisions do not change when columns are added', () => {
    const before = slotsOf(['src_ip', 'x']);
    expect(slotsOf(['src_ip', 'x', 'ip', 'port'], before)).toEqual(['ip', '', '', 'port']);
    // Columns that went to the map must stay there, because rows of the report are already stored that way.
    expect(slotsOf(['x', 'tag', 'port'], ['', ''])).toEqual(['', '', 'port']);
  });

  test('never feeds a typed column twice, and adding columns never changes a decision', () => {
    const names = fc.constantFrom(
      ...EVENT_COLUMNS.flatMap(({ from }) => from),
      'x',
      'IP',
      'Src_Port',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.uniqueArray(names, { maxLength: 40 }), fc.nat(40), (header, cut) => {
        const slots = slotsOf(header);
        const fed = slots.filter(Boolean);
        expect(new Set(fed).size).toBe(fed.length);
        const before = slotsOf(header.slice(0, cut));
        expect(slotsOf(header, before).slice(0, cut)).toEqual(before);
      }),
      { seed: 20_260_115, numRuns: 1_000 },
    );
  });
});

test('names of typed columns are distinct, and each may be fed by its own name or a prefixed one', () => {
  const names = EVENT_COLUMNS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, from } of EVENT_COLUMNS) expect(from).toContain(name);
});
