// Gives the complete files of a slice their names, so that at every moment the manifest names only whole files.
import path from 'node:path';
import { makeFolder } from '../../domain/disk.js';
import { SundialError } from '../../domain/errors.js';
import type { Slice } from '../output.js';
import type { FileLine, Lake, Manifest } from './manifest.js';
import type { Written } from './write-file.js';
import { writing } from './writing.js';

/** A complete file without its final name. */
export interface FileAside extends Written {
  readonly path: string;
  readonly aside: string;
  readonly events: number;
}

const NOTHING = { events: 0, bytes: 0, sha256: '' } as const;

/**
 * Replaces the files of a slice. Files with the same content as before stay unchanged, files that the slice no longer has
 * are removed. The manifest first says which files are changing, and then what they are, when their names are durable;
 * the next attempt after a kill therefore knows all files.
 *
 * @param at the time of the change, in ISO form
 * @throws SundialError `files-shared`, `files-unwritable`
 */
export async function publish(
  lake: Lake,
  manifest: Manifest,
  slice: Slice,
  { files, at }: { readonly files: readonly FileAside[]; readonly at: string },
): Promise<void> {
  for (const file of files) requireOwn(lake, slice, file.path, manifest.of(file.path));
  const changed: FileAside[] = [];
  for (const file of files) if (!(await isSame(manifest, file))) changed.push(file);
  const paths = new Set(files.map((file) => file.path));
  const going = manifest.ofSlice(slice).filter((old) => old.state !== 'removed' && !paths.has(old.path));
  const versionOf = (file: string) => manifest.of(file)?.version ?? 0;
  await manifest.append(
    [...changed, ...going].map((file): FileLine => {
      const version = versionOf(file.path);
      return { path: file.path, state: 'changing', ...slice, ...NOTHING, version, at };
    }),
  );
  for (const file of changed) await place(lake, file);
  for (const { path: old } of going) await writing(old, () => lake.disk.remove(path.join(lake.folder, old)));
  await syncFoldersOf(lake, [...changed, ...going]);
  await manifest.append([
    ...changed.map(({ path: file, events, bytes, sha256 }): FileLine => {
      const version = versionOf(file) + 1;
      return { path: file, state: 'written', ...slice, events, bytes, sha256, version, at };
    }),
    ...going.map(({ path: file }): FileLine => {
      const version = versionOf(file) + 1;
      return { path: file, state: 'removed', ...slice, ...NOTHING, version, at };
    }),
  ]);
}

/** Two slices whose values look alike in the template must not replace each other's files. */
function requireOwn({ output }: Lake, slice: Slice, file: string, known: FileLine | undefined): void {
  if (!known || known.state === 'removed') return;
  if (known.type === slice.type && known.date === slice.date) return;
  throw new SundialError('files-shared', {
    ...{ output, file, one: `${known.type} of ${known.date}`, other: `${slice.type} of ${slice.date}` },
  });
}

async function isSame(manifest: Manifest, { path: file, sha256 }: FileAside): Promise<boolean> {
  const known = manifest.of(file);
  return known?.state === 'written' && known.sha256 === sha256 && (await manifest.isWhole(known));
}

/** Makes the content durable and gives the file its name. */
async function place({ disk, folder }: Lake, { path: file, aside }: FileAside): Promise<void> {
  const target = path.join(folder, file);
  await writing(target, async () => {
    const handle = await disk.append(aside);
    await handle.sync().finally(() => handle.close());
    await makeFolder(disk, path.dirname(target));
    await disk.rename(aside, target);
  });
}

/** Makes the names of files and of their folders durable. */
async function syncFoldersOf(
  { disk, folder }: Lake,
  files: readonly { readonly path: string }[],
): Promise<void> {
  const root = path.resolve(folder);
  const folders = new Set<string>();
  for (const file of files) {
    folders.add(root);
    for (let at = path.dirname(path.join(root, file.path)); at !== root; at = path.dirname(at))
      folders.add(at);
  }
  for (const each of folders) await writing(each, () => disk.syncFolder(each));
}
