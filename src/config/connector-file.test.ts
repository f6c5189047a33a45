// Checks that the variables and the config.yml of the existing OpenCTI connector configure Sundial.
import { describe, expect, it } from 'vitest';
import { outputEntries } from '../publish/short-form.js';
import { configurationFiles, explainSettings } from './index.js';
import { settingsIn } from './testing/folder.js';

/** The connector's sample (external-import/shadowserver, config.yml.sample) with values of one's own. */
const FILE = `opencti:
  url: 'https://opencti.example.com'
  token: 't0ken-of-mine'

connector:
  type: 'EXTERNAL_IMPORT'
  id: '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b'
  name: 'Shadowserver'
  scope: 'stix2'
  log_level: 'warning'
  duration_period: 'P1D'

shadowserver:
  api_key: 'k3y'
  api_secret: 's3cret'
  marking: 'TLP:AMBER+STRICT'
  create_incident: 'true'
  incident_severity: 'medium'
  incident_priority: 'P3'
  max_threads: 8
  report_types:
    - scan_ssl
    - scan_ntp
  initial_lookback: 60
  lookback: 5
`;

const MEANING = {
  ...{ opencti_url: 'https://opencti.example.com', opencti_token: 't0ken-of-mine' },
  opencti_connector_id: '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b',
  ...{ opencti_connector_name: 'Shadowserver', opencti_connector_scope: ['stix2'], log_level: 'warn' },
  ...{ run_interval_minutes: 1440, api_key: 'k3y', api_secret: 's3cret' },
  ...{ opencti_marking: 'TLP:AMBER+STRICT', opencti_create_incident: true },
  ...{ opencti_incident_severity: 'medium', opencti_incident_priority: 'P3' },
  ...{ download_concurrency: 8, fetch_types: ['scan_ssl', 'scan_ntp'] },
  ...{ backfill_days: 60, opencti_first_days: 60, fetch_days: 5 },
};

describe('the config.yml of the connector', () => {
  it('sets the options of the output and of the Reports API', async () => {
    const { settings, sources, warnings } = await settingsIn({ files: { 'config.yml': FILE } });
    expect(settings).toMatchObject(MEANING);
    expect(sources.opencti_url).toBe('config.yml:2');
    expect(warnings).toEqual([]);
    expect(outputEntries(settings)).toMatchObject([{ name: 'opencti', kind: 'opencti' }]);
  });

  it('takes precedence over variables, and gives way to the own file', async () => {
    const env = { OPENCTI_URL: 'https://other.example.com', SHADOWSERVER_MARKING: 'TLP:RED' };
    const files = { 'config.yml': FILE, 'sundial.yaml': 'opencti_marking: TLP:GREEN\n' };
    const { settings } = await settingsIn({ files, env });
    expect(settings).toMatchObject({
      opencti_url: 'https://opencti.example.com',
      opencti_marking: 'TLP:GREEN',
    });
  });

  it('is not read beside lists of sources or outputs', async () => {
    const files = { 'config.yml': FILE, 'sundial.yaml': 'outputs: []\n' };
    const { settings } = await settingsIn({ files });
    expect(settings).toMatchObject({ opencti_url: '', api_key: '' });
  });

  it('may be that of another program', async () => {
    const { settings, warnings } = await settingsIn({ files: { 'config.yml': 'server: [\n' } });
    expect(settings.opencti_url).toBe('');
    expect(warnings).toEqual([]);
  });

  it('is named where a value cannot be used, or a key means nothing', async () => {
    const unknown = await settingsIn({
      files: { 'config.yml': 'opencti:\n  url: http://x\n  verify: no\n' },
    });
    expect(unknown.warnings).toEqual(['config.yml:3: opencti.verify has no meaning for Sundial']);
    const broken = settingsIn({ files: { 'config.yml': 'shadowserver:\n  lookback: soon\n' } });
    await expect(broken).rejects.toThrow('config.yml:2');
    const nested = settingsIn({ files: { 'config.yml': 'opencti:\n  url: {a: b}\n' } });
    await expect(nested).rejects.toThrow('config.yml:2');
  });

  it('is in a backup with secrets, unlike that of another program', async () => {
    for (const [content, names] of [
      [FILE, ['config.yml']],
      ['server: 1\n', []],
    ] as const) {
      const loaded = await settingsIn({ files: { 'config.yml': content } });
      const request = { flags: {}, env: {}, cwd: loaded.cwd, home: '/home/ada' };
      const kept = await configurationFiles(request, loaded, true);
      expect(kept.map(({ name }) => name)).toEqual(names);
      expect(await configurationFiles(request, loaded, false)).toEqual([]);
    }
  });

  it('is shown without its secrets', async () => {
    const explained = explainSettings(await settingsIn({ files: { 'config.yml': FILE } }));
    expect(JSON.stringify(explained)).not.toMatch(/t0ken|k3y|s3cret/);
  });
});

describe('the variables of the connector', () => {
  it('mean the same as its file', async () => {
    const env = {
      ...{ OPENCTI_URL: 'https://opencti.example.com', OPENCTI_TOKEN: 't0ken-of-mine' },
      CONNECTOR_ID: '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b',
      ...{ CONNECTOR_TYPE: 'EXTERNAL_IMPORT', CONNECTOR_NAME: 'Shadowserver', CONNECTOR_SCOPE: 'stix2' },
      ...{ CONNECTOR_LOG_LEVEL: 'warning', CONNECTOR_RUN_EVERY: '1d' },
      ...{ SHADOWSERVER_API_KEY: 'k3y', SHADOWSERVER_API_SECRET: 's3cret' },
      ...{ SHADOWSERVER_MARKING: 'TLP:AMBER+STRICT', SHADOWSERVER_CREATE_INCIDENT: 'true' },
      ...{ SHADOWSERVER_INCIDENT_SEVERITY: 'medium', SHADOWSERVER_INCIDENT_PRIORITY: 'P3' },
      ...{ SHADOWSERVER_MAX_THREADS: '8', SHADOWSERVER_REPORT_TYPES: 'scan_ssl,scan_ntp' },
      ...{ SHADOWSERVER_INITIAL_LOOKBACK: '60', SHADOWSERVER_LOOKBACK: '5' },
    };
    const { settings, warnings } = await settingsIn({ env });
    expect(settings).toMatchObject(MEANING);
    expect(warnings).toEqual([]);
  });

  it('switch the output on together, and then the first fetch takes 30 days', async () => {
    const url = { OPENCTI_URL: 'https://opencti.example.com' };
    const alone = await settingsIn({ env: url });
    expect(alone.settings.backfill_days).toBe(7);
    expect(outputEntries(alone.settings)).toEqual([]);
    const both = { ...url, OPENCTI_TOKEN: 't0ken' };
    const on = await settingsIn({ env: both });
    expect([on.settings.backfill_days, on.sources.backfill_days]).toEqual([30, 'default with opencti']);
    const longer = { ...both, SHADOWSERVER_INITIAL_LOOKBACK: 'P60D' };
    expect((await settingsIn({ env: longer })).settings.backfill_days).toBe(60);
    expect((await settingsIn({ env: { ...both, BACKFILL_DAYS: '4' } })).settings.backfill_days).toBe(4);
  });
});

describe('durations', () => {
  it.each([
    ['P1D', 1440],
    ['PT90M', 90],
    ['P1DT2H', 1560],
    ['P1W', 10_080],
    ['12h', 720],
    ['7D', 10_080],
    ['600s', 10],
    ['45', 45],
  ])('%s are %i minutes', async (text, minutes) => {
    const { settings } = await settingsIn({ env: { CONNECTOR_DURATION_PERIOD: text } });
    expect(settings.run_interval_minutes).toBe(minutes);
  });

  it.each(['P', 'PT', 'P1M', 'P1Y', 'PT30S', '1.5h', 'P-1D', 'daily'])(
    '%s is no whole number of minutes',
    async (text) => {
      await expect(settingsIn({ env: { CONNECTOR_DURATION_PERIOD: text } })).rejects.toThrow(
        'Expected a whole number from 1 to 10080, or a duration such as P1D or 12h',
      );
    },
  );
});
