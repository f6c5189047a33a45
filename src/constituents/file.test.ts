// Checks that an exported file reads back as the same constituents, and that each fault names its line and field.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../catalogue/index.js';
import { ALWAYS } from '../domain/days.js';
import { SEVERITIES } from '../domain/event-columns.js';
import { TLP } from '../domain/tlp.js';
import { type Fault, faultsText } from '../records/index.js';
import type { Constituent } from './constituent.js';
import { fileText, readFile } from './file.js';
import { planChanges } from './plan.js';

const known = { catalogue: loadCatalogue(), stored: ['event4_unheard_of'] };

/** The rows of a text, and its faults in the form of a message. */
function read(text: string) {
  const faults: Fault[] = [];
  const rows = readFile(Buffer.from(text), 'file', known, faults);
  return { rows, faults: faultsText(faults) };
}

/** Text that a spreadsheet or a reader of lists might take for something else. */
const words = fc
  .stringMatching(/^[=+@'"a-zA-Z0-9éß,:. -]{0,12}$/)
  .map((text) => text.trim())
  .filter((text) => !text.startsWith("'"));
const some = <T>(...values: T[]) => fc.subarray(values);
const contact = fc
  .record({
    role: fc.constantFrom('abuse', 'technical', '24-7'),
    name: words.filter((text) => !text.includes('@')),
    email: fc.constantFrom('', 'noc@example.org', 'a.b+c@example.com'),
  })
  .filter(({ name, email }) => name !== '' || email !== '');

const constituent: fc.Arbitrary<Constituent> = fc.record({
  id: fc.stringMatching(/^[a-z0-9_]{1,8}$/),
  name: words.filter((text) => text !== ''),
  parent: fc.constant(''),
  sector: words,
  asns: some(64_496, 64_511, 4_200_000_000),
  networks: some('192.0.2.0/24', '192.0.2.7', '0.0.0.0/0', '2001:db8::/32', '2001:db8::1'),
  domains: some('example.org', 'www.example.com'),
  countries: some('DE', 'ZZ'),
  contacts: fc.array(contact, { maxLength: 3 }),
  language: fc.constantFrom('', 'en', 'pt-BR'),
  tlp: fc.constantFrom('', ...TLP),
  types: some('scan_ntp', 'event4_unheard_of'),
  severities: fc.subarray([...SEVERITIES]),
  notes: words,
  valid_from: fc.constantFrom(ALWAYS.from, '2026-03-01'),
  valid_until: fc.constantFrom(ALWAYS.until, '2026-04-01'),
});

describe('an exported file', () => {
  it.each(['csv', 'json'] as const)('in the form %s reads back as the same constituents', (format) => {
    fc.assert(
      fc.property(fc.uniqueArray(constituent, { selector: ({ id }) => id, minLength: 1 }), (all) => {
        const { rows, faults } = read(fileText(all, format));
        expect(faults).toBe('');
        expect(rows.map(({ given }) => given)).toEqual(all);
        const problems: Fault[] = [];
        expect(planChanges(all, rows, problems)).toEqual({
          changes: [],
          unchanged: all.length,
          others: [],
        });
        expect(problems).toEqual([]);
      }),
      { seed: 20261130, numRuns: 100 },
    );
  });
});

describe('a file', () => {
  it('is read with the names and separators that people use', () => {
    const { rows, faults } = read(
      'id,Organisation,ASN,ip,network,domain,contact,type,severity\nzoo,Zoo,AS64496;64497,192.0.2.7,2001:DB8::/32 192.0.2.9/24,*.Example.ORG,"Ada <ada@example.org>; abuse: noc@example.org;Duty",ntp,HIGH\n',
    );
    expect(faults).toBe('');
    expect(rows[0]!.given).toEqual({
      id: 'zoo',
      name: 'Zoo',
      asns: [64_496, 64_497],
      networks: ['192.0.2.7', '2001:db8::/32', '192.0.2.0/24'],
      domains: ['example.org'],
      contacts: [
        { role: 'general', name: 'Ada', email: 'ada@example.org' },
        { role: 'abuse', name: '', email: 'noc@example.org' },
        { role: 'general', name: 'Duty', email: '' },
      ],
      types: ['scan6_ntp', 'scan_ntp'],
      severities: ['high'],
    });
  });

  it('leaves fields alone for which it has no column, and empties those with an empty cell', () => {
    const { rows } = read('id,sector,notes\nzoo,,\n');
    expect(rows[0]!.given).toEqual({ id: 'zoo', sector: '', notes: '' });
  });

  it.each([
    ['id,networks\nzoo,192.0.2.300', 'line 2, networks: "192.0.2.300" is not an address or network'],
    ['id,asns\nzoo,AS0', 'line 2, asns: "AS0" is not the number of an autonomous system'],
    ['id,asns\nzoo,4294967296', 'line 2, asns'],
    ['id,domains\nzoo,-bad-.example.org', 'line 2, domains: "-bad-.example.org" is not a host name'],
    ['id,countries\nzoo,Germany', 'line 2, countries: "GERMANY" is not a country code'],
    ['id,contacts\nzoo,ada@', 'line 2, contacts: "ada@" is not an e-mail address'],
    [
      'id,contacts\nzoo,"big boss: ada@example.org"',
      'line 2, contacts: "big boss: ada@example.org" has no role',
    ],
    ['id,contacts\nzoo,abuse:', 'names neither a person nor an address'],
    ['id,language\nzoo,english!', 'line 2, language'],
    ['id,tlp\nzoo,purple', 'line 2, tlp: "purple" is not a TLP label. Expected one of clear'],
    ['id,types\nzoo,scan_nothing', 'line 2, types: '],
    ['id,severities\nzoo,bad', 'line 2, severities: "bad" is not a severity'],
    ['id,valid_until\nzoo,soon', 'line 2, valid_until: is not a date'],
    ['id\nThe Zoo', 'line 2, id: "The Zoo" is not an id'],
    [
      'id,netwroks\nzoo,192.0.2.0/24',
      'line 1, netwroks: is not a field of constituents (did you mean "networks"?)',
    ],
    ['[{"id":"zoo","contacts":[{"role":"abuse","name":"a; b"}]}]', 'line 1, contacts'],
    ['[{"id":"zoo","asns":{"a":1}}]', 'line 1, asns'],
  ])('%j names line and field', (text, words) => {
    expect(read(text).faults).toContain(words);
  });

  it.each([
    ['', 'file: it is empty. Nothing was changed'],
    ['[1]', 'without an array of objects'],
    ['{', 'not valid JSON'],
  ])('%j has no rows at all', (text, words) => {
    expect(() => read(text)).toThrow(words);
  });
});

describe('a plan', () => {
  const planOf = (text: string, stored: readonly Constituent[] = []) => {
    const faults: Fault[] = [];
    const plan = planChanges(stored, read(text).rows, faults);
    return { plan, faults: faultsText(faults) };
  };

  it.each([
    ['id,name\n,Zoo', 'line 2, id: '],
    ['id,name\nzoo,Zoo\nzoo,Other', 'line 3, id: "zoo" is already on line 2'],
    ['id,parent\nzoo,city', 'line 2, parent: there is no constituent "city"'],
    ['id,parent\nzoo,city\ncity,land\nland,zoo', '"city" is below "zoo"'],
    ['id,parent\nzoo,zoo', 'line 2, parent'],
    ['id,from,until\nzoo,2026-03-01,2026-03-01', 'line 2, valid_until: is not after valid_from'],
  ])('%j is refused', (text, words) => {
    const { rows, faults } = read(text);
    const all: Fault[] = [];
    planChanges([], rows, all);
    expect(`${faults}${faultsText(all)}`).toContain(words);
  });

  it('names what is new, what changes and what stays', () => {
    const { plan: before } = planOf('id,name,networks\nzoo,Zoo,192.0.2.0/24\nbank,Bank,\nclub,,');
    const stored = before.changes.map(({ constituent }) => constituent);
    const { plan, faults } = planOf('id,networks,parent\nzoo,192.0.2.0/25,bank\nbank,,\nlab,,zoo', stored);
    expect(faults).toBe('');
    expect(plan.changes).toMatchObject([
      {
        isNew: false,
        constituent: { id: 'zoo', name: 'Zoo' },
        differences: [
          { field: 'parent', added: ['bank'], removed: [] },
          { field: 'networks', added: ['192.0.2.0/25'], removed: ['192.0.2.0/24'] },
        ],
      },
      { isNew: true, constituent: { id: 'lab', name: 'lab', parent: 'zoo' } },
    ]);
    expect([plan.unchanged, plan.others]).toEqual([1, ['club']]);
  });
});
