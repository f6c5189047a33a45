// Checks that the committed reference matches the declarations, and that its schema is valid.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { SOURCE_LIST } from './entry-lists.js';
import { entriesText } from './entry-template.js';
import { yamlKeys } from './option.js';
import { OPTIONS, SOURCE_KINDS } from './options.js';
import { configurationReference } from './reference.js';
import { settingsSchema } from './schema.js';

const ROOT = join(import.meta.dirname, '..', '..');

describe('the reference', () => {
  it.each(configurationReference())(
    '$path is up to date (otherwise run "npm run docs")',
    async ({ path, content }) => {
      expect(await readFile(join(ROOT, path), 'utf8')).toBe(content);
    },
  );
});

describe('the schema', () => {
  const schema = z.fromJSONSchema(settingsSchema() as Parameters<typeof z.fromJSONSchema>[0]);

  it('accepts the example of every option', () => {
    const examples = OPTIONS.map((option) => [option.name, option.example]);
    expect(schema.safeParse(Object.fromEntries(examples)).error).toBeUndefined();
  });

  it('accepts the examples of sources, with every way to give a secret', () => {
    const { sources } = parse(entriesText(SOURCE_KINDS, SOURCE_LIST, ''));
    const elsewhere = { name: 'a', kind: 'api', key_env: 'KEY', secret_file: '/run/secrets/s', lists: ['x'] };
    expect(schema.safeParse({ sources: [...sources, elsewhere] }).error).toBeUndefined();
  });

  it('knows every key', () => {
    const keys = OPTIONS.flatMap((option) => yamlKeys(option).map(({ name }) => name));
    expect(Object.keys(settingsSchema().properties as object)).toEqual([
      ...keys,
      'sources',
      'outputs',
      'enrichers',
    ]);
  });

  it.each([
    [{ colour: 'red' }],
    [{ log_level: 'loud' }],
    [{ load_batch_mib: 0 }],
    [{ store_url: 'ftp://x' }],
    [{ sources: [{ name: 'a', kind: 'folder' }] }],
    [{ sources: [{ name: 'a', kind: 'folder', path: '/x', host: 'h' }] }],
    [{ sources: [{ name: 'A', kind: 'folder', path: '/x' }] }],
    [{ sources: [{ name: 'a', kind: 'drop', path: '/x' }] }],
  ])('refuses %j', (settings) => {
    expect(schema.safeParse(settings).success).toBe(false);
  });
});
