// Bundles the program's TypeScript for Node, as the build and the benchmarks need it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type OutputFile } from 'esbuild';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The thread that programs which load reports start; its file lies beside theirs. */
export const READER_THREAD = 'src/pipeline/ingest/reader-thread.ts';

/**
 * The packages that nearly every command loads, which are bundled with their dependencies. All others, such as the
 * engine and the packages of the service, are loaded from node_modules when needed. So is every CommonJS package that
 * the code imports dynamically, such as yaml: bundled, it would lose its named exports.
 */
const BUNDLED = [
  '@clickhouse/client',
  'canonicalize',
  'uuid',
  'cli-table3',
  'commander',
  'ipaddr.js',
  'string-width',
  'zod',
];

/** The packages that stay in node_modules. */
function external(): string[] {
  const { dependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.keys(dependencies).filter((name) => !BUNDLED.includes(name));
}

/**
 * Bundles source files with all that they import, without writing the result.
 *
 * @param entries the files that are started directly, from the project's folder
 * @param outdir a folder two levels below the project's folder, where the program looks for its catalogue
 */
export async function bundle(
  entries: readonly string[],
  outdir: string,
): Promise<{ outputFiles: OutputFile[]; metafile: Metafile }> {
  return build({
    absWorkingDir: ROOT,
    entryPoints: [...entries],
    outdir,
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: external(),
    // Bundled packages in CommonJS load Node's own modules with `require`, which ES modules lack.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write: false,
  });
}
