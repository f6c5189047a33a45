// Follows the page on Elasticsearch: runs its configurations on a double, and compares its rights and its index template.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadCatalogue } from '../../catalogue/index.js';
import { loadSettings } from '../../config/index.js';
import { folderWith } from '../../config/testing/folder.js';
import { selfSigned } from '../../notify/testing/certificate.js';
import { openFiles } from '../files/files.js';
import { contentOf } from '../files/testing/lake.js';
import type { Output } from '../output.js';
import { outputEntries } from '../short-form.js';
import { eventOf, NEVER, SLICE } from '../testing/events.js';
import { openElasticsearch } from './open.js';
import type { ElasticsearchEntry } from './target.js';
import { API_KEY, type ElasticsearchDouble, PASSWORD, startElasticsearch } from './testing/double.js';

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../../docs/how-to/elasticsearch.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code!);
const [elastic, openSearch, files, filebeat] = blocks('yaml') as [string, string, string, string];
const [key, indexTemplate] = blocks('json').map((text) => JSON.parse(text)) as [
  { role_descriptors: { sundial: { cluster: string[]; indices: { privileges: string[] }[] } } },
  object,
];

const event = eventOf(['ip'], { ip: '192.0.2.1' });
const batch = { carries: 'events', slice: SLICE, occasion: '1', appeared: [event], withdrawn: [] } as const;
const context = {
  ...{ env: {}, folder: '/nonexistent', catalogue: loadCatalogue() },
  clock: () => new Date('2026-02-01T07:00:00Z'),
};

describe('the page on Elasticsearch', () => {
  const certificate = selfSigned('localhost');
  let double: ElasticsearchDouble;
  beforeAll(async () => {
    double = await startElasticsearch(undefined, { certificate });
  });
  afterAll(() => double?.stop());

  /** The entry of a configuration, with the secrets of this test. */
  async function entryOf(yaml: string) {
    const secrets = await folderWith({
      ...{ elastic_api_key: API_KEY, opensearch_password: PASSWORD, 'http_ca.crt': certificate.cert },
    });
    const text = yaml
      .replace('/run/secrets', secrets)
      .replace('/etc/sundial', secrets)
      .replace(/https:\/\/[a-z]+\.example\.com:9200/, double.url);
    const cwd = await folderWith({ 'sundial.yaml': text });
    const { settings } = await loadSettings({ flags: {}, env: {}, cwd, home: cwd });
    const [entry, ...others] = outputEntries(settings);
    expect(others).toEqual([]);
    return entry!;
  }

  async function sent(yaml: string): Promise<void> {
    const output: Output = await openElasticsearch((await entryOf(yaml)) as ElasticsearchEntry, context);
    await output.check(NEVER);
    await output.prepare(NEVER);
    expect(await output.deliver!(batch, NEVER)).toEqual([]);
    await output.close();
  }

  it('sets up an output to Elasticsearch with the rights that it asks for', async () => {
    await sent(elastic);
    const question = double.asked.find(({ url }) => url.pathname === '/_security/user/_has_privileges')!;
    const { cluster, index } = JSON.parse(question.body) as {
      cluster: string[];
      index: { privileges: string[] }[];
    };
    const { sundial } = key.role_descriptors;
    expect([cluster, index[0]!.privileges]).toEqual([sundial.cluster, sundial.indices[0]!.privileges]);
    const [document] = double.cluster.documents();
    expect(document).toMatchObject({ _id: event.id, source: { labels: { tlp: 'amber' } } });
    expect([...double.cluster.streams.keys()]).toEqual(['logs-shadowserver.scan_ntp-default']);
  });

  it('shows the index template that Sundial creates, with a policy', () => {
    const { _meta, ...created } = double.cluster.templates.get('shadowserver')!;
    expect(indexTemplate).toMatchObject(created);
  });

  it('sets up an output to OpenSearch with few data streams', async () => {
    double.cluster.templates.clear();
    await sent(openSearch);
    expect([...double.cluster.streams.keys()]).toContain('logs-shadowserver.scan-example_network');
  });

  it('has Filebeat fill the data streams of the template, under the ids of events', () => {
    const settings = parse(filebeat) as Record<string, unknown>;
    expect(settings['filebeat.inputs']).toMatchObject([
      { parsers: [{ ndjson: { document_id: 'event.id' } }] },
    ]);
    const { index } = settings['output.elasticsearch'] as { index: string };
    const record = { dataset: 'shadowserver.scan_ntp', namespace: 'default' };
    const stream = index.replace(
      /%\{\[data_stream\.(dataset|namespace)\]\}/g,
      (_, name: keyof typeof record) => record[name],
    );
    expect(stream).toBe('logs-shadowserver.scan_ntp-default');
    expect(path.matchesGlob(stream, String(settings['setup.template.pattern']))).toBe(true);
    expect(settings).toMatchObject({ 'setup.template.enabled': false, 'setup.ilm.enabled': false });
  });

  it('writes files for Filebeat', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ecs-'));
    const entry = await entryOf(files.replace('/srv/ecs', folder));
    const output = await openFiles(entry as Parameters<typeof openFiles>[0], context);
    await output.prepare(NEVER);
    await output.replace!({ ...contentOf([event]), slice: SLICE }, NEVER);
    await output.close();
    const lines = readFileSync(path.join(folder, '2026-01-15/scan_ntp.ndjson'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { event: { id: event.id }, labels: { tlp: 'amber' }, source: { ip: '192.0.2.1' } },
    ]);
  });
});
