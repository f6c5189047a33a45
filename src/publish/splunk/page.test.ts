// Follows the page on Splunk: sends with its configurations, and shows an event as it arrives.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { loadSettings } from '../../config/index.js';
import { folderWith } from '../../config/testing/folder.js';
import { selfSigned } from '../../notify/testing/certificate.js';
import type { Batch } from '../output.js';
import { outputEntries } from '../short-form.js';
import { eventOf, NEVER } from '../testing/events.js';
import { findingOf } from '../testing/findings.js';
import { openSplunk } from './open.js';
import type { SplunkEntry } from './target.js';
import { type SplunkDouble, startSplunk, TOKEN } from './testing/collector.js';
import { batchOf } from './testing/output.js';

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../../docs/how-to/splunk.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code!);

describe('the page on Splunk', () => {
  const certificate = selfSigned('localhost');
  let splunk: SplunkDouble;
  beforeAll(async () => {
    splunk = await startSplunk({ certificate });
    splunk.indexes = ['shadowserver'];
  });
  afterAll(() => splunk?.stop());

  /** Sends with a configuration as the page shows it, to the collector of this test. */
  async function send(yaml: string, batch: Batch): Promise<void> {
    const secrets = await folderWith({ splunk_token: TOKEN, 'ca.pem': certificate.cert });
    const adapted = yaml
      .replaceAll('/run/secrets', secrets)
      .replaceAll('/etc/ssl/example-ca.pem', `${secrets}/ca.pem`)
      .replaceAll('https://splunk.example.com:8088', splunk.url);
    const cwd = await folderWith({ 'sundial.yaml': adapted });
    const { settings } = await loadSettings({ flags: {}, env: {}, cwd, home: cwd });
    const [entry, ...others] = outputEntries(settings);
    expect(others).toEqual([]);
    const context = { env: {}, folder: cwd, clock: () => new Date(), catalogue: loadCatalogue() };
    const output = await openSplunk(entry as SplunkEntry, context);
    await output.check(NEVER);
    expect(await output.deliver!(batch, NEVER)).toEqual([]);
    await output.close();
  }

  it('sends an event as it is shown', async () => {
    const cells = { timestamp: '2026-01-15 00:01:02', ip: '192.0.2.1', port: '123' };
    const id = 'scan_ntp-2026-01-15-0123456789abcdef0123456789abcdef';
    await send(blocks('yaml')[0]!, batchOf([{ ...eventOf(Object.keys(cells), cells), id }]));
    expect(splunk.indexed).toEqual([JSON.parse(blocks('json')[0]!)]);
  });

  it('sends findings without acknowledgement', async () => {
    splunk.acknowledges = false;
    await send(blocks('yaml')[1]!, { carries: 'findings', findings: [findingOf({ id: 'f1-9' })] });
    expect(splunk.indexed.at(-1)).toMatchObject({ sourcetype: 'sundial:finding', event: { finding: 'f1' } });
    expect(splunk.asked.at(-1)!.headers).not.toHaveProperty('x-splunk-request-channel');
  });
});
