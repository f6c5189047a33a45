// Checks that everything declared is declared once, and that a new source or output costs its folder and one line.
import path from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { SOURCE_KINDS } from '../../src/collect/registry.js';
import { OPTIONS, type OptionName, type Settings } from '../../src/config/options.js';
import { type Declaration, errorsOf, optionsOf } from '../../src/domain/declarations.js';
import { type ErrorRow, operator } from '../../src/domain/error-row.js';
import { ERRORS, type ErrorCode } from '../../src/domain/errors.js';
import type { OutputKind } from '../../src/publish/declaration.js';
import { OUTPUT_KINDS } from '../../src/publish/registry.js';
import { codeFiles, filesBelow, ROOT } from './tree.js';

describe('errors', () => {
  it('are declared once', async () => {
    const files = filesBelow('src').filter(
      (file) => /\/errors\.ts$/.test(file) && file !== 'src/domain/errors.ts',
    );
    const tables = await Promise.all(files.map((file) => import(path.join(ROOT, file))));
    const codes = tables.flatMap((table) => Object.values<object>(table).flatMap(Object.keys));
    expect([...codes, 'internal'].toSorted()).toEqual(Object.keys(ERRORS).toSorted());
  });

  it('keep their exact codes as a type', () => {
    expectTypeOf<'api-auth' | 'smtp-auth' | 'internal'>().toExtend<ErrorCode>();
    // @ts-expect-error A code that no station declares must not compile.
    const unknown: ErrorCode = 'api-unknown';
    expect(unknown in ERRORS).toBe(false);
  });
});

describe('options', () => {
  it('keep their exact names and values as a type', () => {
    expectTypeOf<Settings['log_level']>().toEqualTypeOf<'error' | 'warn' | 'info' | 'debug'>();
    expectTypeOf<Settings['fetch_days']>().toEqualTypeOf<number>();
    // @ts-expect-error An option that no station declares must not compile.
    const unknown: OptionName = 'fetch_weeks';
    expect(OPTIONS.map(({ name }) => name)).not.toContain(unknown);
  });
});

it.each(SOURCE_KINDS.map(({ kind }) => kind))('the source %s runs the contract suite of sources', (kind) => {
  const tests = codeFiles(['src/collect']).filter(({ path: file }) => file.endsWith('.test.ts'));
  expect(tests.some(({ text }) => text.includes(`testSourceContract('${kind}'`))).toBe(true);
});

const OUTPUTS: readonly OutputKind[] = OUTPUT_KINDS;

it.each(OUTPUTS.filter(({ carries }) => carries.includes('events')).map(({ kind }) => kind))(
  'the output of events %s runs the contract test of outputs',
  (kind) => {
    const tests = codeFiles([`src/publish/${kind}`]).filter(({ path: file }) => file.endsWith('.test.ts'));
    expect(tests.some(({ text }) => text.includes('testOutputContract('))).toBe(true);
  },
);

describe('a registry', () => {
  /** An output as an author would declare it, joined like those of the registries. */
  const PAGER = {
    kind: 'pager',
    errors: { 'pager-busy': operator('{host}: is busy. Try again later', 3) },
    options: [
      {
        name: 'pager_retries',
        section: 'Pager',
        type: 'integer',
        min: 0,
        max: 9,
        description: 'How often a message is sent again.',
        default: 3,
        example: 5,
      },
    ],
  } as const satisfies Declaration;
  const WITHOUT = { kind: 'silent' } as const satisfies Declaration;

  it('joins the errors of its declarations under their exact codes', () => {
    const rows = errorsOf([...SOURCE_KINDS, ...OUTPUT_KINDS, PAGER, WITHOUT]);
    expect(rows).toEqual({ ...errorsOf(SOURCE_KINDS), ...errorsOf(OUTPUT_KINDS), ...PAGER.errors });
    expectTypeOf(errorsOf([PAGER, WITHOUT])).toEqualTypeOf<Readonly<Record<'pager-busy', ErrorRow>>>();
  });

  it('joins the options of its declarations with their exact names', () => {
    expect(optionsOf([WITHOUT, PAGER])).toEqual(PAGER.options);
    expectTypeOf<(typeof options)[number]['name']>().toEqualTypeOf<'pager_retries'>();
    const options = optionsOf([WITHOUT, PAGER]);
  });

  it.each([['sources', SOURCE_KINDS] as const, ['outputs', OUTPUT_KINDS] as const])(
    'of %s gives each kind a unique name',
    (_of, declarations: readonly Declaration[]) => {
      const kinds = declarations.map(({ kind }) => kind);
      expect(new Set(kinds).size).toBe(kinds.length);
    },
  );
});
