// Checks that secrets can be read from files and never appear in explanations, warnings or errors.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainSettings } from './index.js';
import { folderWith, settingsIn } from './testing/folder.js';

const FILE = { 'secret.txt': 's3cret\n' };

describe('a secret in a file', () => {
  it.each([
    ['YAML', { files: { ...FILE, 'sundial.yaml': 'store_password_file: secret.txt\n' } }, 'sundial.yaml:1'],
    [
      '.env',
      { files: { ...FILE, '.env': 'SUNDIAL_STORE_PASSWORD_FILE=secret.txt\n' } },
      'SUNDIAL_STORE_PASSWORD_FILE in .env',
    ],
    [
      'the environment',
      { files: FILE, env: { SUNDIAL_STORE_PASSWORD_FILE: 'secret.txt' } },
      'SUNDIAL_STORE_PASSWORD_FILE in the environment',
    ],
  ])('can be named in %s', async (_place, setting, source) => {
    const { settings, sources, warnings } = await settingsIn(setting);
    expect(settings.store_password).toBe('s3cret');
    expect(sources.store_password).toBe(source);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['one newline', 's3cret\n', 's3cret'],
    ['one Windows newline', 's3cret\r\n', 's3cret'],
    ['not a second newline', 's3cret\n\n', 's3cret\n'],
    ['not spaces', ' s3cret ', ' s3cret '],
  ])('is read without %s at its end', async (_what, content, expected) => {
    const files = { 'secret.txt': content, 'sundial.yaml': 'store_password_file: secret.txt\n' };
    expect((await settingsIn({ files })).settings.store_password).toBe(expected);
  });

  it('gives way to the value itself in the same place, whatever the order', async () => {
    const yaml = 'store_password_file: secret.txt\nstore_password: direct\n';
    const { settings, warnings } = await settingsIn({ files: { ...FILE, 'sundial.yaml': yaml } });
    expect(settings.store_password).toBe('direct');
    expect(warnings).toEqual([
      'store_password: sundial.yaml:2 and sundial.yaml:1 disagree; sundial.yaml:2 is used',
    ]);
  });

  it('counts as not set if the file is empty', async () => {
    const files = { 'secret.txt': '\n', 'sundial.yaml': 'store_password_file: secret.txt\n' };
    const { settings } = await settingsIn({ files, env: { SUNDIAL_STORE_PASSWORD: 'other' } });
    expect(settings.store_password).toBe('other');
  });

  it("counts as not set if the file's name is empty", async () => {
    const { sources } = await settingsIn({ env: { SUNDIAL_STORE_PASSWORD_FILE: '' } });
    expect(sources.store_password).toBe('default');
  });

  it('has to be readable', async () => {
    const setting = { env: { SUNDIAL_STORE_PASSWORD_FILE: 'none.txt' } };
    await expect(settingsIn(setting)).rejects.toMatchObject({
      code: 'config-invalid',
      message:
        'SUNDIAL_STORE_PASSWORD_FILE in the environment: store_password cannot be read from its file (no such file or folder). Expected the path of a readable file that holds store_password, for example /run/secrets/store_password',
    });
  });

  it('may be unreadable if another place takes precedence', async () => {
    const cwd = await folderWith();
    const env = { SUNDIAL_STORE_PASSWORD_FILE: join(cwd, 'none.txt'), SUNDIAL_STORE_PASSWORD: 'direct' };
    expect((await settingsIn({ env })).settings.store_password).toBe('direct');
  });

  it('is offered only for secrets', async () => {
    await expect(settingsIn({ files: { 'sundial.yaml': 'data_dir_file: x\n' } })).rejects.toMatchObject({
      code: 'config-unknown-key',
    });
    const { warnings } = await settingsIn({ env: { SUNDIAL_DATA_DIR_FILE: 'x' } });
    expect(warnings).toHaveLength(1);
  });
});

describe('a secret', () => {
  it('keeps digits that YAML would read as a number', async () => {
    const { settings } = await settingsIn({ files: { 'sundial.yaml': 'store_password: 0012e1\n' } });
    expect(settings.store_password).toBe('0012e1');
  });

  it('is masked in explanations, and shown as absent if it is not set', async () => {
    const masked = explainSettings(await settingsIn({ env: { SUNDIAL_STORE_PASSWORD: 's3cret' } }));
    expect(masked).toContainEqual({
      name: 'store_password',
      value: '********',
      source: 'SUNDIAL_STORE_PASSWORD in the environment',
    });
    expect(JSON.stringify(masked)).not.toContain('s3cret');
    expect(explainSettings(await settingsIn({}))).toContainEqual({
      name: 'store_password',
      value: '',
      source: 'default',
    });
  });

  it('never appears in a warning about places that disagree', async () => {
    const files = { '.env': 'SUNDIAL_STORE_PASSWORD=s3cret\n' };
    const { warnings } = await settingsIn({ files, env: { SUNDIAL_STORE_PASSWORD: 'hidden' } });
    expect(warnings).toEqual([
      'store_password: SUNDIAL_STORE_PASSWORD in .env and SUNDIAL_STORE_PASSWORD in the environment disagree; SUNDIAL_STORE_PASSWORD in .env is used',
    ]);
  });

  it.each([
    ['a bad escape', '"s3cret\\q"'],
    ['an open bracket', '[s3cret'],
    ['an alias', '*s3cret'],
    ['an anchor', '&s3cret'],
    ['a tag', '!s3cret'],
    ['nested keys', '{s3cret: x}'],
    ['a reserved character', '@s3cret'],
  ])('that YAML reads as %s is refused without being shown', async (_what, written) => {
    const error = await settingsIn({ files: { 'sundial.yaml': `store_password: ${written}\n` } }).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error?.message).toMatch(/^sundial\.yaml:\d: /);
    expect(error?.message).not.toContain('s3cret');
  });
});
