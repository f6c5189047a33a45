// Collects the licences of the packages in a bundle, which have to accompany every copy.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the package that a file belongs to, such as `node_modules/zod`. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * The licences of all packages that these files come from, as one text.
 *
 * @param files relative to `root`
 * @throws Error for a package without a licence file
 */
export function licencesOf(files: readonly string[], root: string): string {
  const folders = new Set(
    files.map((file) => PACKAGE.exec(file)?.[0]).filter((folder) => folder !== undefined),
  );
  const texts = [...folders].sort().map((folder) => licenceOf(path.join(root, folder)));
  return ['The files in this folder contain these packages.', ...texts].join(`\n\n${'-'.repeat(80)}\n\n`);
}

function licenceOf(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<
    'name' | 'version',
    string
  >;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file; see its package.json`);
  return `${name} ${version}\n\n${readFileSync(path.join(folder, file), 'utf8').trim()}\n`;
}
