// Checks the list `sources` of the YAML file: the meaning of entries, and that each mistake is reported with its line
// and entry.
import { describe, expect, it } from 'vitest';
import { Secret } from '../domain/secret.js';
import { commonKeys, entryKeys, NAMING_KEYS } from './entry-keys.js';
import { SOURCE_LIST } from './entry-lists.js';
import { entryVariables, explainSettings, loadSettings, secretsOf } from './index.js';
import { OPTIONS, SOURCE_KINDS } from './options.js';
import { folderWith, settingsIn } from './testing/folder.js';

const API = 'kind: api, key: k3y, secret: s3cret';
const withYaml = (text: string, env: NodeJS.ProcessEnv = {}, files: Record<string, string> = {}) =>
  settingsIn({ env, files: { ...files, 'sundial.yaml': text } });
const withEntry = (entry: string, env: NodeJS.ProcessEnv = {}, files: Record<string, string> = {}) =>
  withYaml(`sources:\n  - {${entry}}\n`, env, files);
const one = async (...given: Parameters<typeof withEntry>) =>
  (await withEntry(...given)).settings.sources[0]!;
const revealed = (value: unknown) => (value instanceof Secret ? value.reveal() : value);

describe('an entry of sources', () => {
  it('has a name, a kind, and the values and defaults of its kind', async () => {
    const entry = await one(`name: cert-a, ${API}, concurrency: 2`);
    expect(entry).toMatchObject({ name: 'cert-a', kind: 'api', label: 'cert-a', isShortForm: false });
    expect(
      Object.fromEntries(Object.entries(entry.values).map(([key, value]) => [key, revealed(value)])),
    ).toEqual({
      ...{ key: 'k3y', secret: 's3cret', concurrency: 2, delay_seconds: 1, timeout_seconds: 300 },
      ...{ url: 'https://transform.shadowserver.org/api2/', download_url: 'https://dl.shadowserver.org/' },
    });
    expect(entry.shown.key).toBe('sources.cert-a.key');
    expect(JSON.stringify(entry)).not.toMatch(/k3y|s3cret/);
  });

  it('says which reports are wanted, whatever its kind', async () => {
    const { selection } = await one(
      'name: drop, kind: folder, path: /srv, lists: [a, b], types: "scan_ssl, scan_http", exclude_types: [x]',
    );
    expect(selection).toEqual({ lists: ['a', 'b'], types: ['scan_ssl', 'scan_http'], excluded: ['x'] });
  });

  it('resolves relative paths against the folder of the file', async () => {
    const { settings, cwd } = await withEntry('name: drop, kind: folder, path: in');
    expect(settings.sources[0]!.values.path).toBe(`${cwd}/in`);
  });

  it('continues the rows of the short form if it has the same name', async () => {
    expect(await one(`name: api, ${API}`)).toMatchObject({ label: 'api', isShortForm: true });
    const mailbox = await one('name: mail, kind: maildir, path: /box');
    expect(mailbox).toMatchObject({ label: 'maildir', isShortForm: true });
    expect(await one('name: mail, kind: folder, path: /box')).toMatchObject({
      label: 'mail',
      isShortForm: false,
    });
  });

  it('may be used beside the short form', async () => {
    const { settings } = await withEntry('name: drop, kind: folder, path: /srv', {
      SUNDIAL_MAIL_SOURCE: 'eml',
    });
    expect(settings).toMatchObject({ mail_source: 'eml', sources: [{ name: 'drop' }] });
  });

  it.each([['sources:\n'], ['sources: []\n']])('may be missing: %j', async (text) => {
    expect((await withYaml(text)).settings.sources).toEqual([]);
  });
});

describe('a secret of an entry', () => {
  it('may be in a file, whose last newline is ignored', async () => {
    const entry = await one(
      'name: a, kind: api, key_file: key, secret_file: ./secret',
      {},
      { key: 'k3y\n', secret: 's3cret' },
    );
    expect([revealed(entry.values.key), revealed(entry.values.secret)]).toEqual(['k3y', 's3cret']);
    expect(entry.unset).toEqual({});
  });

  it('may be in a variable of .env or of the environment', async () => {
    const env = { KEY: 'k3y', BOTH: 'outer' };
    const entry = await one('name: a, kind: api, key_env: KEY, secret_env: BOTH', env, {
      '.env': 'BOTH=inner\n',
    });
    expect([revealed(entry.values.key), revealed(entry.values.secret)]).toEqual(['k3y', 'inner']);
    expect(entry.variables).toEqual(['KEY', 'BOTH']);
  });

  it('that is missing is reported, and does not affect other entries', async () => {
    const { settings } = await withYaml(
      `sources:\n  - {name: a, kind: api, key_env: NONE, secret_file: none}\n  - {name: b, ${API}}\n`,
      { NONE: ' ' },
    );
    expect(settings.sources[0]!.unset).toEqual({
      key: 'the environment variable NONE is not set',
      secret: 'sources.a.secret_file cannot be read from its file (no such file or folder)',
    });
    expect(settings.sources[1]!.unset).toEqual({});
  });

  it('is removed from texts', async () => {
    const { settings } = await withEntry(`name: a, kind: api, key: k3y, secret_env: S`, { S: 's3cret' });
    const secrets = secretsOf(settings).map((secret) => secret.reveal());
    expect(secrets).toEqual(expect.arrayContaining(['k3y', 's3cret']));
    expect(entryVariables(settings)).toEqual(['S']);
  });
});

describe('a mistake in sources', () => {
  it.each([
    [
      'name: a, kind: api, key: k, secret: s, ur: x',
      'sundial.yaml:2, source a, of kind api: unknown option "ur" (did you mean "url"?)',
    ],
    [
      'name: a, kind: folder, path: /x, host: h',
      'source a, of kind folder: unknown option "host" (the kind has path',
    ],
    ['name: a, kind: folder, from: /x', 'unknown option "from" (did you mean "path"?)'],
    ['kind: folder, path: /x', 'sundial.yaml:2: sources: name is missing'],
    ['name: A b, kind: folder, path: /x', 'sundial.yaml:2: sources: name is not a name'],
    [`name: ${'a'.repeat(33)}, kind: folder, path: /x`, 'sources: name is not a name'],
    ['name: failures, kind: folder, path: /x', 'sources: name is a reserved word'],
    ['name: a', 'source a: sources: kind is missing. Expected one of api, imap'],
    ['name: a, kind: imp', 'sources: kind is not a kind of source (did you mean "imap"?)'],
    [
      'name: a, kind: folder',
      'sources.a.path is missing, which a source of kind folder needs. Expected a path',
    ],
    ['name: a, kind: folder, path: ""', 'sources.a.path is missing'],
    ['name: a, kind: api, key: k', 'sources.a.secret is missing'],
    ['name: a, kind: api, key: k, secret: s, key_env: K', 'sources.a.key_env is set by key as well'],
    [
      'name: a, kind: api, key: k, secret_env: "s3cret-1"',
      'sources.a.secret_env is not the name of an environment variable',
    ],
    [
      'name: a, kind: imap, host: h, user: u, tls: ssl',
      'sources.a.tls is not one of its values. Expected one of tls, starttls, none',
    ],
    ['name: a, kind: folder, path: [x, y]', 'sources.a.path is a list'],
    ['name: a, kind: folder, path: {x: y}', 'sources.a.path holds nested keys or lists'],
  ])('%j is refused', async (entry, message) => {
    const refusal = await withEntry(entry).catch((thrown: Error) => thrown);
    expect(refusal).toMatchObject({ message: expect.stringContaining(message) });
    expect((refusal as Error).message).not.toContain('s3cret');
  });

  it.each([
    ['sources: api\n', 'sundial.yaml:1: sources is not a list'],
    ['sources: [api]\n', 'sundial.yaml:1: sources holds an entry without keys'],
    [
      `sources:\n  - {name: a, ${API}}\n  - {name: a, kind: folder, path: /x}\n`,
      'sundial.yaml:3: sources: name names another source as well',
    ],
    [
      'sources:\n  - {name: mail, kind: eml, path: /x}\n  - {name: eml, kind: eml, path: /y}\n',
      'sundial.yaml:3: sources: name is what the store calls "mail"',
    ],
    ['source:\n', 'unknown option "source" (did you mean "sources"?)'],
  ])('%j is refused', async (text, message) => {
    await expect(withYaml(text)).rejects.toThrow(message);
  });

  it.each([
    [`name: api, ${API}`, { SS_API_KEY: 'k' }, 'api'],
    ['name: mail, kind: eml, path: /x', { SUNDIAL_MAIL_SOURCE: 'eml' }, 'mail'],
    ['name: eml, kind: eml, path: /x', { SUNDIAL_MAIL_SOURCE: 'eml' }, 'mail'],
  ])('a name that the short form has: %j', async (entry, env, name) => {
    await expect(withEntry(entry, env)).rejects.toThrow(
      `sources: name is taken by the source "${name}", which options outside of sources set up`,
    );
  });
});

describe('beside sources', () => {
  it("the file of the publisher's tools is not looked at", async () => {
    const home = await folderWith({ '.shadowserver.api': '[api]\nkey = k\nsecret = s\n' });
    const load = async (text: string) =>
      (await loadSettings({ flags: {}, env: {}, cwd: await folderWith({ 'sundial.yaml': text }), home }))
        .settings;
    expect((await load('')).api_key).toBe('k');
    expect((await load('sources: []\n')).api_key).toBe('');
  });

  it('the explanation shows what entries set, without secrets', async () => {
    const loaded = await withYaml(
      'sources:\n  - name: a\n    kind: api\n    key_env: NONE\n    secret: s3cret\n    lists: [x]\n    concurrency: 2\n',
    );
    const lines = explainSettings(loaded).filter(({ name }) => name.startsWith('sources.'));
    expect(lines).toEqual([
      { name: 'sources.a.kind', value: 'api', source: 'sundial.yaml:3' },
      {
        name: 'sources.a.key_env',
        value: 'the environment variable NONE is not set',
        source: 'sundial.yaml:4',
      },
      { name: 'sources.a.secret', value: '********', source: 'sundial.yaml:5' },
      { name: 'sources.a.lists', value: ['x'], source: 'sundial.yaml:6' },
      { name: 'sources.a.concurrency', value: 2, source: 'sundial.yaml:7' },
    ]);
  });
});

describe('the keys of a kind', () => {
  it.each(SOURCE_KINDS.map((kind) => [kind.kind, kind] as const))('of %s differ', (_name, kind) => {
    const names = entryKeys(kind, SOURCE_LIST).map(({ name }) => name);
    expect(new Set([...names, ...NAMING_KEYS]).size).toBe(names.length + NAMING_KEYS.length);
    expect(names).toEqual(expect.arrayContaining(commonKeys(SOURCE_LIST).map(({ name }) => name)));
  });

  it('sources is not the name of an option', () => {
    expect(OPTIONS.map(({ name }) => name)).not.toContain('sources');
  });
});
