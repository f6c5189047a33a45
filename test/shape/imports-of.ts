// Reads the imports of a code file, so that all checks of imports see the same.
import path from 'node:path';
import type { CodeFile } from './tree.js';

export interface Import {
  readonly from: string;
  /** The path of the imported file from the project's root. */
  readonly target: string;
  /** Whether it is imported while the program runs: `await import('./x.js')`. */
  readonly isDynamic: boolean;
  /** Whether the import disappears at run time: `import type`. */
  readonly isType: boolean;
}

const STATEMENT = /(?:^|[^\w])((?:import|export)\s+type\s[^;']*?)?(?:from|import)\s*(\(?)\s*'(\.[^']+)'/g;

/** The relative imports of a file, including those of types and those inside functions. */
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
