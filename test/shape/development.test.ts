// Checks that the changes shown by the pages of docs/development fit the current files;
// test/development.process.test.ts makes the changes.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocksOf, changed, developmentBlocks, isMade } from '../support/follow-page.js';
import { ROOT } from './tree.js';

const blocks = developmentBlocks(ROOT);
const changes = blocks.filter(({ language }) => language === 'diff');
const written = new Map(
  blocks.filter(({ language }) => language === 'ts').map(({ file, code }) => [file, code]),
);

/** Imports of missing exports in a page, as `file: name from target`. */
function missingImports(file: string, code: string): string[] {
  const statements = [...code.matchAll(/^import (?:type )?\{([^}]*)\} from '(\.[^']+)';$/gm)];
  return statements.flatMap(([, names, from]) => {
    const target = path.posix.join(path.posix.dirname(file), from!).replace(/\.js$/, '.ts');
    const full = path.join(ROOT, target);
    const text = written.get(target) ?? (existsSync(full) ? readFileSync(full, 'utf8') : '');
    const exported = [...text.matchAll(/^export [^;={]*\{[^}]*\}|^export .*$/gm)].join('\n');
    return names!
      .split(',')
      .map((name) => name.replace(/^\s*type /, '').trim())
      .filter((name) => name !== '' && !new RegExp(`\\b${name}\\b`).test(exported))
      .map((name) => `${file}: ${name} from ${target}`);
  });
}

describe('the pages of docs/development', () => {
  it.each(changes)('change $file in a place that exists', ({ file, code }) => {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    if (!isMade(text, code)) expect(changed(text, code, file)).not.toBe(text);
  });

  it('import existing exports', () => {
    expect([...written].flatMap(([file, code]) => missingImports(file, code))).toEqual([]);
    const wrong = "import { Items, nothing } from '../items.js';";
    expect(missingImports('src/collect/a/b.ts', wrong)).toEqual([
      'src/collect/a/b.ts: nothing from src/collect/items.ts',
    ]);
  });

  it('are reported if a change does not fit', () => {
    const [block] = blocksOf('In `package.json`:\n\n```diff\n+x\n no such line\n```\n');
    expect(() => changed('one line\n', block!.code, block!.file)).toThrow('has 0 places for this change');
  });
});
