// Checks what the YAML file may contain, and that each mistake is reported with its line.
import { describe, expect, it } from 'vitest';
import { settingsIn } from './testing/folder.js';

const withYaml = (text: string) => settingsIn({ files: { 'sundial.yaml': text } });

describe('sundial.yaml', () => {
  it.each([
    ['nothing', ''],
    ['comments', '# data_dir: /a\n'],
    ['an empty document', '---\n'],
    ['keys without values', 'data_dir:\nlog_level: ""\nstore_user: ~\n'],
  ])('may contain %s', async (_what, text) => {
    const { sources } = await withYaml(text);
    expect(new Set(Object.values(sources))).toEqual(new Set(['default']));
  });

  it('is read with quotes and comments', async () => {
    const text = '# ours\nstore_user: "ada" # admin\nstore_password: \'*a\'\n\nload_batch_mib: 8\n';
    const { settings, sources } = await withYaml(text);
    expect(settings).toMatchObject({ store_user: 'ada', store_password: '*a', load_batch_mib: 8 });
    expect(sources.load_batch_mib).toBe('sundial.yaml:5');
  });

  it('may contain a map of numbers', async () => {
    const { settings } = await withYaml("retention_types:\n  scan_*: 30\n  'event4_*': 0\n");
    expect(settings.retention_types).toEqual({ 'scan_*': 30, 'event4_*': 0 });
    await expect(withYaml('retention_types:\n  scan_*: [30]\n')).rejects.toThrow('nested');
    await expect(withYaml('log_level:\n  a: 1\n')).rejects.toThrow('nested');
  });

  it.each([
    ['datadir', 'data_dir'],
    ['store_pasword_file', 'store_password_file'],
  ])('refuses the unknown key %s and names the nearest', async (key, suggested) => {
    await expect(withYaml(`log_level: info\n\n${key}: /a\n`)).rejects.toMatchObject({
      code: 'config-unknown-key',
      message: `sundial.yaml:3: unknown option "${key}" (did you mean "${suggested}"?). See docs/reference/configuration.md`,
    });
  });

  it('refuses an unknown key that resembles nothing', async () => {
    await expect(withYaml('colour: red\n')).rejects.toThrow('sundial.yaml:1: unknown option "colour". See');
  });

  it('refuses names that every object has as keys', async () => {
    await expect(withYaml('constructor: x\n')).rejects.toMatchObject({ code: 'config-unknown-key' });
  });

  it.each([
    ['an open bracket', 'log_level: info\ndata_dir: [a\n', 3],
    ['a tab', 'log_level: info\n\tdata_dir: /a\n', 2],
    ['the same key twice', 'log_level: info\nlog_level: warn\n', 2],
  ])('names the line of %s', async (_what, text, line) => {
    await expect(withYaml(text)).rejects.toMatchObject({
      code: 'config-unreadable',
      message: expect.stringMatching(new RegExp(`^sundial\\.yaml:${line}: is not valid YAML \\(.+\\)`)),
    });
  });

  it.each([['- data_dir\n'], ['data_dir\n']])('refuses %j, which does not contain options', async (text) => {
    await expect(withYaml(text)).rejects.toThrow('sundial.yaml: does not hold options');
  });

  it.each([
    ['log_level: loud\n', 'log_level is not one of its values. Expected one of error, warn, info, debug'],
    ['load_batch_mib: 0.5\n', 'load_batch_mib is not a whole number. Expected a whole number from 1 to 1024'],
    ['store_user: [a, b]\n', 'store_user is a list. Expected text, for example sundial'],
    ['store_user: {a: b}\n', 'store_user holds nested keys or lists. Expected text, for example sundial'],
    ['data_dir: *a\n', 'data_dir starts with & or *, which needs quotes in YAML. Expected a path'],
    ['store_url: ftp://x\n', 'store_url has another scheme. Expected a URL that starts with http://'],
  ])('describes the problem with %j', async (text, message) => {
    await expect(withYaml(text)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining(`sundial.yaml:1: ${message}`),
    });
  });
});
