// Links the files of parts to another place, so that they stay there when the engine removes them.
import { cpSync, linkSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes `to` a copy of the folder `from`: hard links to files that the engine never writes twice, copies of the rest.
 *
 * @param isLinked which files to link; the default suits a whole store, in which lists are rewritten in place
 */
export function linkTree(from: string, to: string, isLinked: (file: string) => boolean = isPart): void {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (entry.isDirectory()) linkTree(source, target, isLinked);
    else if (entry.isFile() && isLinked(source)) linkSync(source, target);
    // The engine rewrites definitions and lists in place, so they are copied, as are its links. Node 22 and later refuse
    // to copy a link to a folder without `recursive`.
    else cpSync(source, target, { recursive: true, verbatimSymlinks: true });
  }
}

/** Files of parts are written once and can be linked; all other files are small and copied. */
function isPart(file: string): boolean {
  return statSync(file).size > 0 && /\.(bin|c?mrk\d?|idx2?|cidx|cmrk\d)$/.test(file);
}
