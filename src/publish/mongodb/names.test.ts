// Checks the names of databases and collections: values of reports cannot leave their place or reach other databases.
import { describe, expect, it } from 'vitest';
import { eventOf } from '../testing/events.js';
import { placesOf } from './event-place.js';
import { isNameOf, nameOf, templateProblem } from './names.js';

const VALUES = {
  ...{ type: 'scan_ssl', asn: '64496', country: 'AT', organisation: 'Example University' },
  constituent: 'zoo',
};

it.each([
  ['shadowserver', 'shadowserver'],
  ['ss_as{asn}', 'ss_as64496'],
  ['ss_{country}_{organisation}', 'ss_at_example_university'],
  ['{type}', 'scan_ssl'],
  ['ss_{constituent}', 'ss_zoo'],
])('fills the template %s', (template, name) => {
  expect(nameOf(template, VALUES)).toBe(name);
  expect(isNameOf(template, name)).toBe(true);
});

it.each([
  ['', 'unknown'],
  ['../x.$y\0 "z"', '_x_y_z_'],
  ['ADMIN', 'admin_'],
  ['Örtliche Schule', '_rtliche_schule'],
])('writes the organisation %j as %s', (organisation, name) => {
  expect(nameOf('{organisation}', { ...VALUES, organisation })).toBe(name);
  expect(isNameOf('{organisation}', name)).toBe(true);
});

it('names a database for each constituent of an event', () => {
  const cells = { ip: '192.0.2.1', asn: '64496', geo: 'AT' };
  const event = { ...eventOf(Object.keys(cells), cells), constituents: ['harbour', 'zoo'] };
  const names = placesOf(event, new Map()).map((values) => nameOf('{constituent}_{asn}', values));
  expect(names).toEqual(['harbour_64496', 'zoo_64496']);
});

it('has a name for events of no constituent that no constituent can have', () => {
  expect(nameOf('ss_{constituent}', { ...VALUES, constituent: '' })).toBe('ss_no-constituent');
});

it('cuts long values, and keeps them apart', () => {
  const [one, other] = ['a', 'b'].map((end) =>
    nameOf('ss_{organisation}', { ...VALUES, organisation: 'x'.repeat(500) + end }),
  );
  expect(one).not.toBe(other);
  expect(one!.length).toBeLessThanOrEqual(63);
});

it('does not take names of other databases for its own', () => {
  expect(isNameOf('ss_as{asn}', 'ss_as')).toBe(false);
  expect(isNameOf('ss_as{asn}', 'other_as64496')).toBe(false);
  expect(isNameOf('a.b', 'axb')).toBe(false);
});

describe('refuses a template', () => {
  it.each([
    ['database', '', 'is empty'],
    ['database', 'ss_{isp}', 'names {isp}'],
    ['database', 'admin', 'names a database of the server itself'],
    ['database', 'a b', 'has characters besides'],
    ['database', 'a.b', 'has characters besides'],
    ['database', `${'x'.repeat(30)}{organisation}`, 'can become longer than 63 characters'],
    ['collection', 'system.users', 'is a name that the server keeps for itself'],
    ['collection', 'a$b', 'has characters besides'],
  ] as const)('for a %s: %j', (kind, template, problem) => {
    expect(templateProblem(template, kind)).toContain(problem);
  });
});
