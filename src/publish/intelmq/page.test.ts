// Follows the page on IntelMQ: sends events to a collector and into files with its configurations.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { loadSettings } from '../../config/index.js';
import { folderWith } from '../../config/testing/folder.js';
import { type OpenOutput, openOutputs } from '../engine/open-output.js';
import { contentOf } from '../files/testing/lake.js';
import type { EventBatch } from '../output.js';
import { eventOf, NEVER, SLICE } from '../testing/events.js';
import { type Collector, readEvent, startCollector } from './testing/collector.js';

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../../docs/how-to/intelmq.md'), 'utf8');
const [tcp, , , files, fields, map] = [...PAGE.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
  ([, code]) => code!,
);

const CELLS = { timestamp: '2026-01-15 00:01:02', ip: '192.0.2.1', port: '123' };
const EVENT = eventOf(Object.keys(CELLS), CELLS);
const BATCH: EventBatch = {
  ...{ carries: 'events', slice: SLICE, occasion: 'life-1' },
  ...{ appeared: [EVENT], withdrawn: [eventOf(['ip'], { ip: '192.0.2.9' })] },
};

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.stop());

/** The output of a configuration, with the port of this test's collector. */
async function outputOf(yaml: string): Promise<OpenOutput> {
  const cwd = await folderWith({
    'sundial.yaml': yaml.replace('port: 5000', `port: ${collector.port}`),
  });
  const { settings } = await loadSettings({ flags: {}, env: {}, cwd, home: cwd });
  const clock = () => new Date('2026-01-16T05:00:00Z');
  const [open] = await openOutputs({ settings, clock, env: {}, catalogue: loadCatalogue() });
  return open!;
}

describe('the page on IntelMQ', () => {
  it('sends to a collector, which gets no withdrawn events', async () => {
    const { output } = await outputOf(tcp!);
    const view = await output.check(NEVER);
    expect(view.sentence).toContain('accepts connections');
    expect(await output.deliver!(BATCH, NEVER)).toEqual([]);
    expect(collector.faults).toEqual([]);
    expect(collector.events).toMatchObject([
      { 'feed.name': 'NTP-Version', 'source.ip': '192.0.2.1', 'time.source': '2026-01-15T00:01:02+00:00' },
    ]);
    await output.close();
  });

  it('writes files that it replaces, of lines that IntelMQ reads', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sundial-intelmq-'));
    const { output } = await outputOf(files!.replace('/srv/intelmq', folder));
    await output.prepare(NEVER);
    for (const events of [[EVENT, eventOf(['ip'], { ip: '192.0.2.9' })], [EVENT]]) {
      expect(await output.replace!(contentOf(events), NEVER)).toEqual([]);
      const text = readFileSync(path.join(folder, '2026-01-15', 'scan_ntp.jsonl'), 'utf8');
      const lines = text.trimEnd().split('\n');
      expect(lines.map((line) => readEvent(Buffer.from(line))['source.ip'])).toEqual(
        events.map(({ fields: { ip } }) => ip),
      );
    }
    await output.close();
    rmSync(folder, { recursive: true });
  });

  it('configures fields', async () => {
    const { output } = await outputOf(fields!.replace('kind: intelmq', 'kind: intelmq\n    port: 5000'));
    await output.deliver!(BATCH, NEVER);
    expect(collector.events.at(-1)).toMatchObject({
      ...{ 'feed.provider': 'Shadowserver', 'feed.accuracy': 100, tlp: 'AMBER' },
      ...{ 'feed.code': 'example', 'extra.sundial_id': EVENT.id },
    });
    await output.close();
  });

  it('says what is wrong with a map that is not there', async () => {
    const { output } = await outputOf(map!);
    await expect(output.check(NEVER)).rejects.toThrow(
      'the map /etc/sundial/intelmq.json of the format intelmq',
    );
  });

  it('names answers that are none', async () => {
    collector.answer = 'No';
    const { output } = await outputOf(tcp!);
    await expect(output.deliver!(BATCH, NEVER)).rejects.toThrow('the collector answered "No"');
    collector.answer = 'Ok';
    await output.close();
  });
});
