// Follows the page on syslog: sends with its configurations, and shows a message as it arrives.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { loadSettings } from '../../config/index.js';
import { folderWith } from '../../config/testing/folder.js';
import { selfSigned } from '../../notify/testing/certificate.js';
import type { Output } from '../output.js';
import { outputEntries } from '../short-form.js';
import { eventOf, NEVER } from '../testing/events.js';
import { openSyslog } from './open.js';
import type { SyslogEntry } from './target.js';
import { appendedRecords } from './testing/appended.js';
import { batchOf, syslogTo } from './testing/output.js';
import { startDatagramReceiver, startSyslogReceiver } from './testing/receiver.js';

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../../docs/how-to/syslog.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code!);

/** The output of a configuration as the page shows it, with the receiver of this test. */
async function outputOf(yaml: string, port: number): Promise<Output> {
  const cwd = await folderWith({ 'sundial.yaml': yaml.replace(/( +)host:/, `$1port: ${port}\n$&`) });
  const { settings } = await loadSettings({ flags: {}, env: {}, cwd, home: cwd });
  const [entry, ...others] = outputEntries(settings);
  expect(others).toEqual([]);
  const context = { catalogue: loadCatalogue(), clock: () => new Date('2026-01-16T06:00:00Z') };
  return openSyslog(entry as SyslogEntry, { ...context, folder: path.join(cwd, 'own') });
}

const CELLS = { timestamp: '2026-01-15 00:01:02', ip: '192.0.2.1', port: '123' };
const EVENT = eventOf(Object.keys(CELLS), CELLS);

describe('the page on syslog', () => {
  const [tls, udp, file] = blocks('yaml');

  it('sets up an output over TLS', async () => {
    const certificate = selfSigned('localhost');
    const receiver = await startSyslogReceiver(certificate);
    const folder = await folderWith({ 'ca.pem': certificate.cert });
    const yaml = tls!
      .replace('siem.example.com', 'localhost')
      .replace('/etc/ssl/example-ca.pem', `${folder}/ca.pem`);
    const output = await outputOf(yaml, receiver.port);
    await output.check(NEVER);
    expect(await output.deliver!(batchOf([EVENT]), NEVER)).toEqual([]);
    expect(receiver.messages).toMatchObject([{ facility: 20, severity: 4 }]);
    await receiver.stop();
  });

  it('sets up an output over UDP without the other columns', async () => {
    const receiver = await startDatagramReceiver();
    const output = await outputOf(udp!.replace('192.0.2.25', '127.0.0.1'), receiver.port);
    const event = eventOf(['ip', 'banner'], { ip: '192.0.2.1', banner: 'x' });
    expect(await output.deliver!(batchOf([event]), NEVER)).toEqual([]);
    await receiver.arrived(1);
    expect(receiver.messages[0]!.cef.pairs.has('ShadowserverReportsColumns')).toBe(false);
    await receiver.stop();
  });

  it('sets up files', async () => {
    const folder = await folderWith({});
    const output = await outputOf(file!.replace('/srv/cef', folder), 0);
    await output.deliver!(batchOf([EVENT]), NEVER);
    expect(appendedRecords(folder)).toHaveLength(1);
  });

  it('shows a message as it arrives', async () => {
    const receiver = await startDatagramReceiver();
    const values = {
      transport: 'udp',
      port: receiver.port,
      hostname: 'sundial.example.com',
      facility: 'local0',
    } as const;
    const event = { ...EVENT, id: 'scan_ntp-2026-01-15-0123456789abcdef0123456789abcdef' };
    await (await syslogTo(values)).deliver!(batchOf([event]), NEVER);
    await receiver.arrived(1);
    expect(`${receiver.texts[0]}\n`).toBe(blocks('text')[1]);
    await receiver.stop();
  });
});
