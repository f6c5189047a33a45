// Checks the names of fields: which characters are written differently, and that no two columns share a name.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { columnName, fieldName } from './field-name.js';

it.each([
  ['ip', 'ip'],
  ['$where', '%24where'],
  ['a.b', 'a%2Eb'],
  ['x\0y', 'x%00y'],
  ['_bsontype', '%5Fbsontype'],
  ['__proto__', '__proto__'],
  ['100%', '100%'],
  ['a%2Eb', 'a%252Eb'],
])('writes the column %j as %j', (column, field) => {
  expect(fieldName(column)).toBe(field);
  expect(columnName(field)).toBe(column);
});

it('keeps different columns apart', () => {
  const part = fc.constantFrom('$', '.', '\0', '%', '%24', '%25', '2E', '_bsontype', 'a', '5F');
  const names = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(names, (name) => {
      const field = fieldName(name);
      expect(field).not.toMatch(/[$.\0]/);
      expect(columnName(field)).toBe(name);
    }),
  );
});
