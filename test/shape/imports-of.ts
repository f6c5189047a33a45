// Reads which files of the project a code file imports, so that all checks of imports see the same.
import path from 'node:path';
import type { CodeFile } from './tree.js';

export interface Import {
  readonly from: string;
  /** The imported file, from the project's root. */
  readonly target: string;
  /** Whether it is imported while the program runs: `await import('./x.js')`. */
  readonly isDynamic: boolean;
  /** Whether nothing of it remains when the program runs: `import type`. */
  readonly isType: boolean;
}

const STATEMENT = /(?:^|[^\w])((?:import|export)\s+type\s[^;']*?)?(?:from|import)\s*(\(?)\s*'(\.[^']+)'/g;

/** The relative imports of a file, those of types and those inside functions included. */
export function importsOf({ path: file, text }: CodeFile): Import[] {
  return [...text.matchAll(STATEMENT)].map(([, type, bracket, target]) => ({
    from: file,
    target: path.posix.join(path.posix.dirname(file), target!).replace(/\.js$/, '.ts'),
    isDynamic: bracket === '(',
    isType: type !== undefined,
  }));
}

export const isTest = (file: string) => file.endsWith('.test.ts') || file.includes('/testing/');

/** Whether a file declares something that an index joins. */
export const declares = (file: string) =>
  /\/(errors|options|tables|metrics|declaration|registry)\.ts$/.test(file);
