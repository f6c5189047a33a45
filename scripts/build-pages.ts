// Builds the pages of the web application, without writing them.
import path from 'node:path';
import { build } from 'vite';
import pages from '../web/vite.config.js';
import { ROOT } from './bundle.js';

export interface BuiltPages {
  /** By the name below the folder of pages: `index.html`, `assets/index-BzRkbmLh.js`. */
  readonly files: ReadonlyMap<string, Uint8Array | string>;
  /** The source files in them, from the project's folder. */
  readonly inputs: readonly string[];
}

export async function buildPages(): Promise<BuiltPages> {
  const built = await build({ ...pages, configFile: false, build: { ...pages.build, write: false } });
  if (!('output' in built)) throw new Error('the pages were not built once');
  const { output } = built;
  const modules = output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : []));
  return {
    files: new Map(output.map((one) => [one.fileName, one.type === 'chunk' ? one.code : one.source])),
    inputs: modules.filter((id) => path.isAbsolute(id)).map((id) => path.relative(ROOT, id)),
  };
}
