// The folder into which the build puts the pages of the web application.
import path from 'node:path';

/** Both `src/server` and the bundle in `dist/cli` are two levels below the package's root. */
export const BUILT_PAGES = path.join(import.meta.dirname, '..', '..', 'dist', 'web');
