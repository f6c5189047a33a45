// Checks precedence, empty values, disagreements, paths and the choice of files, through loadSettings.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSettings } from './index.js';
import { folderWith, type Setting, settingsIn } from './testing/folder.js';

interface Place {
  readonly name: string;
  readonly shown: string;
  readonly holding: (value: string) => Setting;
}

/** The places in order of precedence, each able to hold data_dir. */
const PLACES: readonly Place[] = [
  { name: 'flag', shown: '--data-dir', holding: (value) => ({ flags: { dataDir: value } }) },
  {
    name: 'YAML',
    shown: 'sundial.yaml:1',
    holding: (value) => ({ files: { 'sundial.yaml': `data_dir: ${value}\n` } }),
  },
  {
    name: '.env',
    shown: 'SUNDIAL_DATA_DIR in .env',
    holding: (value) => ({ files: { '.env': `SUNDIAL_DATA_DIR=${value}\n` } }),
  },
  {
    name: 'environment',
    shown: 'SUNDIAL_DATA_DIR in the environment',
    holding: (value) => ({ env: { SUNDIAL_DATA_DIR: value } }),
  },
];

const PAIRS = PLACES.flatMap((first, i) => PLACES.slice(i + 1).map((second) => ({ first, second })));

const both = (a: Setting, b: Setting): Setting => ({
  flags: { ...a.flags, ...b.flags },
  env: { ...a.env, ...b.env },
  files: { ...a.files, ...b.files },
});

describe('precedence', () => {
  it.each(PLACES)('$name takes precedence over the default', async ({ holding, shown }) => {
    const { settings, sources, warnings } = await settingsIn(holding('/a'));
    expect(settings.data_dir).toBe('/a');
    expect(sources.data_dir).toBe(shown);
    expect(warnings).toEqual([]);
  });

  it.each(PAIRS)(
    '$first.name takes precedence over $second.name, and a warning names both',
    async ({ first, second }) => {
      const { settings, sources, warnings } = await settingsIn(
        both(first.holding('/a'), second.holding('/b')),
      );
      expect(settings.data_dir).toBe('/a');
      expect(sources.data_dir).toBe(first.shown);
      expect(warnings).toEqual([
        `data_dir: ${first.shown} and ${second.shown} disagree; ${first.shown} is used`,
      ]);
    },
  );

  it.each(PAIRS)('$first.name and $second.name may agree', async ({ first, second }) => {
    const { warnings } = await settingsIn(both(first.holding('/a'), second.holding('/a')));
    expect(warnings).toEqual([]);
  });

  it.each(PAIRS)('if $first.name is empty, $second.name applies', async ({ first, second }) => {
    const { settings, sources, warnings } = await settingsIn(both(first.holding(''), second.holding('/b')));
    expect(settings.data_dir).toBe('/b');
    expect(sources.data_dir).toBe(second.shown);
    expect(warnings).toEqual([]);
  });

  it('uses only defaults if nothing is set', async () => {
    const { settings, sources } = await settingsIn({});
    expect(settings).toMatchObject({ data_dir: '/home/ada/.local/share/sundial', log_level: 'info' });
    expect(settings).toMatchObject({ store_url: '', memory_limit_mib: 1024, load_batch_mib: 128 });
    expect(new Set(Object.values(sources))).toEqual(new Set(['default']));
  });

  it('names every other place that disagrees', async () => {
    const setting = both(both(PLACES[1]!.holding('/a'), PLACES[2]!.holding('/b')), PLACES[3]!.holding('/c'));
    expect((await settingsIn(setting)).warnings).toHaveLength(2);
  });

  it('compares values, not spellings', async () => {
    const files = { 'sundial.yaml': 'memory_limit_mib: 64\n' };
    expect((await settingsIn({ files, env: { SUNDIAL_MEMORY_LIMIT_MIB: '064' } })).warnings).toEqual([]);
  });

  it('uses a valid value even if a place of lower precedence has an invalid one', async () => {
    const files = { 'sundial.yaml': 'log_level: warn\n' };
    const { settings, warnings } = await settingsIn({ files, env: { SUNDIAL_LOG_LEVEL: 'loud' } });
    expect(settings.log_level).toBe('warn');
    expect(warnings).toHaveLength(1);
  });
});

describe('paths', () => {
  it('are relative to the current folder outside of YAML', async () => {
    const fromFlag = await settingsIn({ flags: { dataDir: 'data' } });
    expect(fromFlag.settings.data_dir).toBe(join(fromFlag.cwd, 'data'));
    const fromVariable = await settingsIn({ env: { SUNDIAL_DATA_DIR: './data' } });
    expect(fromVariable.settings.data_dir).toBe(join(fromVariable.cwd, 'data'));
  });

  it("are relative to the YAML file's folder inside it", async () => {
    const cwd = await folderWith();
    await mkdir(join(cwd, 'etc'));
    await writeFile(join(cwd, 'etc', 'own.yaml'), 'data_dir: data\n');
    const { settings, sources } = await loadSettings({ flags: { config: 'etc/own.yaml' }, env: {}, cwd });
    expect(settings.data_dir).toBe(join(cwd, 'etc', 'data'));
    expect(sources.data_dir).toBe('etc/own.yaml:1');
  });

  it('are relative to the home folder after ~', async () => {
    const { settings } = await settingsIn({ files: { 'sundial.yaml': 'data_dir: ~/data\n' } });
    expect(settings.data_dir).toBe('/home/ada/data');
  });
});

describe('the configuration file', () => {
  const files = {
    'sundial.yaml': 'log_level: error\n',
    'a.yaml': 'log_level: warn\n',
    'b.yaml': 'log_level: debug\n',
    '.env': 'SUNDIAL_CONFIG=b.yaml\n',
  };

  it('is the one that --config names, then .env, then the environment', async () => {
    const env = { SUNDIAL_CONFIG: 'a.yaml' };
    expect((await settingsIn({ files, env, flags: { config: 'sundial.yaml' } })).settings.log_level).toBe(
      'error',
    );
    expect((await settingsIn({ files, env })).settings.log_level).toBe('debug');
    expect((await settingsIn({ files: { ...files, '.env': '' }, env })).settings.log_level).toBe('warn');
  });

  it.each([
    ['--config', { flags: { config: 'none.yaml' } }],
    ['SUNDIAL_CONFIG', { env: { SUNDIAL_CONFIG: 'none.yaml' } }],
  ])('has to exist if %s names it', async (_place, setting) => {
    await expect(settingsIn(setting)).rejects.toMatchObject({
      code: 'config-unreadable',
      message: expect.stringMatching(/^none\.yaml: no such file/),
    });
  });

  it('may be absent if it is not named, or if the name is empty', async () => {
    await expect(settingsIn({ env: { SUNDIAL_CONFIG: '' } })).resolves.toMatchObject({ warnings: [] });
  });

  it('may not be a folder', async () => {
    const cwd = await folderWith();
    await mkdir(join(cwd, 'sundial.yaml'));
    await expect(loadSettings({ flags: {}, env: {}, cwd })).rejects.toThrow('sundial.yaml: it is a folder');
  });
});

describe('.env', () => {
  it('is read with quotes, comments, export and a byte order mark', async () => {
    const text = '\uFEFFexport SUNDIAL_STORE_USER="ada # 1" # hers\n';
    expect((await settingsIn({ files: { '.env': text } })).settings.store_user).toBe('ada # 1');
  });
});

describe('unknown variables', () => {
  it.each([
    ['.env', { files: { '.env': 'SUNDIAL_DATADIR=/a\n' } }],
    ['the environment', { env: { SUNDIAL_DATADIR: '/a' } }],
  ])('in %s cause a warning with the nearest name', async (where, setting) => {
    expect((await settingsIn(setting)).warnings).toEqual([
      `SUNDIAL_DATADIR in ${where} is not an option (did you mean "SUNDIAL_DATA_DIR"?)`,
    ]);
  });

  it('are only those that look like options and have no other meaning', async () => {
    const env = {
      SUNDIAL_CLOCK: 'x',
      SUNDIAL_DEBUG: '1',
      SUNDIAL_CORPUS: 'x',
      SUNDIAL_TEST_TZ: 'x',
      PATH: 'x',
    };
    expect((await settingsIn({ env })).warnings).toEqual([]);
  });
});
