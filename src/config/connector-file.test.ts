// Checks that the variables and the config.yml of the existing OpenCTI connector configure Sundial.
import { describe, expect, it } from 'vitest';
import { scheduledDates } from '../collect/api/reading/due-days.js';
import type { DayRead } from '../domain/listing.js';
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

/** A day that was read to its end. */
const READ: Omit<DayRead, 'report_date'> = { list: '', settled: true, types: [], excluded: [], read_at: 0 };

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

  it('switch the output on together, and then the first fetch takes 30 days, and later ones 3', async () => {
    const url = { OPENCTI_URL: 'https://opencti.example.com' };
    const alone = await settingsIn({ env: url });
    expect(alone.settings.backfill_days).toBe(7);
    expect(outputEntries(alone.settings)).toEqual([]);
    const both = { ...url, OPENCTI_TOKEN: 't0ken' };
    const on = await settingsIn({ env: both });
    expect([on.settings.backfill_days, on.sources.backfill_days]).toEqual([30, 'default with opencti']);
    const limits = { windowDays: on.settings.fetch_days, backfillDays: on.settings.backfill_days };
    const today = '2026-03-10';
    const first = scheduledDates(today, { reads: [], failed: [] }, limits);
    expect([first.length, first[0], first.at(-1)]).toEqual([30, '2026-02-09', today]);
    const reads = first.map((report_date) => ({ ...READ, report_date }));
    expect(scheduledDates(today, { reads, failed: [] }, limits)).toEqual(first.slice(-3));
    const longer = { ...both, SHADOWSERVER_INITIAL_LOOKBACK: 'P60D' };
    expect((await settingsIn({ env: longer })).settings.backfill_days).toBe(60);
    expect((await settingsIn({ env: { ...both, BACKFILL_DAYS: '4' } })).settings.backfill_days).toBe(4);
  });
});

describe('each variable', () => {
  /** Of the connector (CONNECTOR_CONFIG_DOC.md), and of its client library (opencti_connector_helper.py). */
  const USED: readonly (readonly [variable: string, value: string, option: string, meaning: unknown])[] = [
    ['OPENCTI_URL', 'https://opencti.example.com', 'opencti_url', 'https://opencti.example.com'],
    ['OPENCTI_TOKEN', 't0ken', 'opencti_token', 't0ken'],
    ['CONNECTOR_ID', 'an-id', 'opencti_connector_id', 'an-id'],
    ['CONNECTOR_NAME', 'Mine', 'opencti_connector_name', 'Mine'],
    ['CONNECTOR_SCOPE', 'stix2,report', 'opencti_connector_scope', ['stix2', 'report']],
    ['CONNECTOR_LOG_LEVEL', 'debug', 'log_level', 'debug'],
    ['CONNECTOR_DURATION_PERIOD', 'PT12H', 'run_interval_minutes', 720],
    ['CONNECTOR_RUN_EVERY', '12h', 'run_interval_minutes', 720],
    ['CONNECTOR_QUEUE_THRESHOLD', '100', 'opencti_queue_mb', 100],
    ['CONNECTOR_QUEUE_PROTOCOL', 'amqp', 'opencti_push_by', 'amqp'],
    ['MQ_HOST', 'rabbitmq.example.com', 'opencti_amqp_host', 'rabbitmq.example.com'],
    ['MQ_PORT', '5671', 'opencti_amqp_port', 5671],
    ['SHADOWSERVER_API_KEY', 'k3y', 'api_key', 'k3y'],
    ['SHADOWSERVER_API_SECRET', 's3cret', 'api_secret', 's3cret'],
    ['SHADOWSERVER_MARKING', 'TLP:RED', 'opencti_marking', 'TLP:RED'],
    ['SHADOWSERVER_CREATE_INCIDENT', 'true', 'opencti_create_incident', true],
    ['SHADOWSERVER_INCIDENT_SEVERITY', 'high', 'opencti_incident_severity', 'high'],
    ['SHADOWSERVER_INCIDENT_PRIORITY', 'P1', 'opencti_incident_priority', 'P1'],
    ['SHADOWSERVER_REPORT_TYPES', 'scan_ssl', 'fetch_types', ['scan_ssl']],
    ['SHADOWSERVER_REPORT_NAMES', 'example-asn', 'fetch_lists', ['example-asn']],
    ['SHADOWSERVER_INITIAL_LOOKBACK', '60', 'opencti_first_days', 60],
    ['SHADOWSERVER_LOOKBACK', '5', 'fetch_days', 5],
    ['SHADOWSERVER_MAX_THREADS', '4', 'download_concurrency', 4],
  ];
  const UNUSED = [
    ...['OPENCTI_CUSTOM_HEADERS', 'OPENCTI_SSL_VERIFY', 'OPENCTI_JSON_LOGGING', 'CONNECTOR_TYPE'],
    ...['CONNECTOR_CONFIDENCE_LEVEL', 'CONNECTOR_UPDATE_EXISTING_DATA'],
    ...['CONNECTOR_AUTO_CREATE_SERVICE_ACCOUNT', 'CONNECTOR_AUTO_CREATE_SERVICE_ACCOUNT_CONFIDENCE_LEVEL'],
    ...['CONNECTOR_AUTO', 'CONNECTOR_AUTO_UPDATE', 'CONNECTOR_ONLY_CONTEXTUAL'],
    ...['CONNECTOR_ENRICHMENT_RESOLUTION', 'CONNECTOR_VALIDATE_BEFORE_IMPORT', 'CONNECTOR_RUN_AND_TERMINATE'],
    ...['QUEUE', 'DIRECTORY', 'DIRECTORY_PATH', 'DIRECTORY_RETENTION'].map(
      (name) => `CONNECTOR_SEND_TO_${name}`,
    ),
    ...['EXPOSE_METRICS', 'METRICS_NAMESPACE', 'METRICS_SUBSYSTEM', 'METRICS_PORT'].map(
      (name) => `CONNECTOR_${name}`,
    ),
    ...['', '_API_PORT', '_API_PATH', '_API_SSL', '_API_URI'].map(
      (name) => `CONNECTOR_LISTEN_PROTOCOL${name}`,
    ),
    ...['KEY', 'CERT', 'PASSPHRASE'].map((name) => `LISTEN_PROTOCOL_API_SSL_${name}`),
    ...['ID', 'LISTEN_DELETE', 'NO_DEPENDENCIES', 'WITH_INFERENCES', 'RECOVER_ISO_DATE'].map(
      (name) => `CONNECTOR_LIVE_STREAM_${name}`,
    ),
    ...['CONNECTOR_LIVE_STREAM_START_TIMESTAMP', 'QUEUE_PROTOCOL', 'MQ_VHOST', 'MQ_USER', 'MQ_PASS'],
    ...['MQ_USE_SSL', 'MQ_USE_SSL_CA', 'MQ_USE_SSL_CERT', 'MQ_USE_SSL_KEY', 'MQ_USE_SSL_PASSPHRASE'],
    'MQ_USE_SSL_REJECT_UNAUTHORIZED',
  ];
  const PLATFORM = { OPENCTI_URL: 'https://opencti.example.com' };

  it.each(USED)('%s=%s sets %s', async (variable, value, option, meaning) => {
    const { settings, sources, warnings } = await settingsIn({ env: { ...PLATFORM, [variable]: value } });
    expect((settings as unknown as Record<string, unknown>)[option]).toEqual(meaning);
    expect(sources[option as keyof typeof sources]).toBe(`${variable} in the environment`);
    expect(warnings).toEqual([]);
  });

  it('that is not used is named with the reason, in the environment, .env and config.yml, and never its value', async () => {
    const values = Object.fromEntries(UNUSED.map((name) => [name, 'hare']));
    const { warnings } = await settingsIn({ env: { ...PLATFORM, ...values } });
    expect(warnings.map((text) => text.split(' ')[0]).toSorted()).toEqual(UNUSED.toSorted());
    for (const text of warnings) expect(text).toMatch(/^\w+ in the environment is not used: \w.{10,}/);
    expect(warnings.join()).not.toContain('hare');
    const dotEnv = UNUSED.map((name) => `${name}=hare\n`).join('');
    const mixed = await settingsIn({ env: PLATFORM, files: { '.env': dotEnv } });
    expect(mixed.warnings).toHaveLength(UNUSED.length);
    const file = 'opencti:\n  url: https://opencti.example.com\n  ssl_verify: false\nmq:\n  pass: hare\n';
    const { warnings: ofFile } = await settingsIn({ files: { 'config.yml': file } });
    expect(ofFile).toEqual([
      expect.stringMatching(/^config.yml:3: opencti.ssl_verify is not used: certificates are always checked/),
      expect.stringMatching(/^config.yml:5: mq.pass is not used: the platform gives it/),
    ]);
  });

  it('that asks for what Sundial does anyway, or has no platform beside it, is passed over', async () => {
    const same = { OPENCTI_SSL_VERIFY: 'True', CONNECTOR_SEND_TO_QUEUE: 'true', CONNECTOR_AUTO: 'false' };
    expect((await settingsIn({ env: { ...PLATFORM, ...same } })).warnings).toEqual([]);
    const others = { MQ_USER: 'ada', QUEUE_PROTOCOL: 'stomp', CONNECTOR_TYPE: 'usb' };
    expect((await settingsIn({ env: others })).warnings).toEqual([]);
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
