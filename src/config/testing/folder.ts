// Gives a test its own folder with the files that it names, and resolves the options in that folder.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type LoadedSettings, loadSettings } from '../index.js';

/** The inputs of the configuration; `files` maps names in the folder to their content. */
export interface Setting {
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
  readonly files?: Readonly<Record<string, string>>;
}

/** A new folder that is removed after the test. */
export async function folderWith(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sundial-config-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** Resolves the options in a new folder with these files; the home folder is /home/ada. */
export async function settingsIn(setting: Setting): Promise<LoadedSettings & { readonly cwd: string }> {
  const cwd = await folderWith(setting.files);
  const { flags = {}, env = {} } = setting;
  return { ...(await loadSettings({ flags, env, cwd, home: '/home/ada' })), cwd };
}
