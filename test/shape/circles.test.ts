// Checks that imports of the program never form a circle, including those of types and those inside functions.
import { expect, it } from 'vitest';
import { circlesOf } from './circles.js';
import { declares, type Import, importsOf, isTest } from './imports-of.js';
import { codeFiles } from './tree.js';

/**
 * The code behind a declaration uses the errors and options that join the declarations, so a declaration refers to
 * that code only by its type, or imports it when used; imports.test.ts checks this.
 */
const isBehindDeclaration = ({ from, isType, isDynamic }: Import) => declares(from) && (isType || isDynamic);

it('imports of the program never form a circle', () => {
  const program = codeFiles(['src']).filter((file) => !isTest(file.path));
  const counted = program.flatMap(importsOf).filter((each) => !isBehindDeclaration(each));
  expect(circlesOf(counted)).toEqual([]);
});

/** Imports as words: `a b` says that a imports b. */
const imports = (...pairs: string[]): Import[] =>
  pairs.map((pair) => {
    const [from, target] = pair.split(' ') as [string, string];
    return { from, target, isDynamic: false, isType: false };
  });

it.each([
  ['none in a diamond', imports('a b', 'a c', 'b d', 'c d'), []],
  ['two files', imports('a b', 'b a'), [['a', 'b']]],
  ['a file that imports itself', imports('a a'), [['a']]],
  ['three files behind others', imports('x a', 'a b', 'b c', 'c a', 'c y'), [['a', 'b', 'c']]],
  ['two circles that share a file', imports('a b', 'b a', 'b c', 'c b'), [['a', 'b', 'c']]],
  [
    'two circles',
    imports('a b', 'b a', 'b c', 'c d', 'd c'),
    [
      ['c', 'd'],
      ['a', 'b'],
    ],
  ],
])('finds %s', (_, given, circles) => {
  expect(circlesOf(given)).toEqual(circles);
});
