// Checks the options read from the file of the publisher's own tools, and the messages about a broken or readable
// file.
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainSettings, loadSettings } from './index.js';
import { folderWith } from './testing/folder.js';

const FILE = '# mine\n[api]\nkey = k3y\nSecret: s3cret=:x\n; more\nuri=https://api.example.com/v2/\n';

async function settledWith(file: string, given: { env?: NodeJS.ProcessEnv; mode?: number } = {}) {
  const home = await folderWith();
  const cwd = await folderWith();
  await writeFile(join(home, '.shadowserver.api'), file);
  await chmod(join(home, '.shadowserver.api'), given.mode ?? 0o600);
  return loadSettings({ flags: {}, env: given.env ?? {}, cwd, home });
}

describe('~/.shadowserver.api', () => {
  it('provides key, secret and address if nothing else does', async () => {
    const { settings, sources, warnings } = await settledWith(FILE);
    expect(settings).toMatchObject({
      api_key: 'k3y',
      api_secret: 's3cret=:x',
      api_url: 'https://api.example.com/v2/',
    });
    expect(sources.api_key).toBe('~/.shadowserver.api:3');
    expect(warnings).toEqual([]);
  });

  it('gives way to the environment, also under the names of other tools', async () => {
    const { settings, sources } = await settledWith(FILE, { env: { SS_API_KEY: 'other' } });
    expect(settings.api_key).toBe('other');
    expect(sources.api_key).toBe('SS_API_KEY in the environment');
  });

  it('is never shown', async () => {
    const explained = JSON.stringify(explainSettings(await settledWith(FILE)));
    expect(explained).not.toMatch(/k3y|s3cret/);
    expect(explained).toContain('api.example.com');
  });

  it('should not be readable by others', async () => {
    const { settings, warnings } = await settledWith(FILE, { mode: 0o644 });
    expect(settings.api_key).toBe('k3y');
    expect(warnings).toEqual([
      '~/.shadowserver.api holds a secret and can be read by others. Run: chmod 600 ~/.shadowserver.api',
    ]);
  });

  it('may contain other sections and keys', async () => {
    const { settings } = await settledWith('[other]\nkey = x\n[api]\nkey = y\ntimeout = 3\n');
    expect(settings.api_key).toBe('y');
    expect(settings.api_secret).toBe('');
  });

  it.each([
    ['without a section', 'key = s3cret\n', 1],
    ['with half a line', '[api]\nkey = x\ns3cret\n', 3],
    ['with a key twice', '[api]\nkey = x\nkey = s3cret\n', 3],
  ])('%s is an error that does not show the content', async (_what, file, line) => {
    const error = await settledWith(file).then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code: 'config-unreadable' });
    expect(error.message).toContain(`~/.shadowserver.api:${line}: `);
    expect(error.message).not.toContain('s3cret');
  });

  it('with an invalid address is an error', async () => {
    await expect(settledWith('[api]\nuri = nowhere\n')).rejects.toMatchObject({ code: 'config-invalid' });
  });
});
