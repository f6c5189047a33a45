// Checks that nothing goes to the network without enrichers, and that a table in a file needs none, whatever command runs.
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { reportMail, zipped } from '../../../collect/testing/mail-writer.js';
import { startDns } from '../../../enrich/reverse-dns/testing/dns-double.js';
import { startWhois } from '../../../enrich/whois/testing/whois-double.js';
import { watchContacts } from '../../../net/testing/contacts.js';
import { Session } from '../../testing/session.js';
import { declareDigest } from '../digest/digest.js';
import { declareFindings } from '../findings/findings.js';
import { declareRun } from '../run/run.js';
import { declareShow } from '../show/show.js';
import { declareEnrich } from './enrich.js';

const session = new Session((program, context) => {
  declareDigest(program, context);
  declareEnrich(program, context);
  declareFindings(program, context);
  declareRun(program, context);
  declareShow(program, context);
});
afterAll(() => session.remove());

const POST =
  'sources:\n  - {name: post, kind: maildir, path: box, senders: ["@example.com"], list_domains: [lists.example.com], signers: [example.com]}\n';
/** Public addresses, which enrichers would ask about. */
const ROWS = 'timestamp,ip,port,cve\n2026-01-15 00:00:01,8.8.8.8,443,CVE-2026-10001\n';
const REPORT = '2026-01-15-scan_ssl-example.csv';

async function runAll(...lines: string[]): Promise<void> {
  for (const line of lines) await session.run(line.split(' '));
}

it('sends nothing without enrichers, and nothing for tables and lists in files', async () => {
  for (const part of ['new', 'cur', 'tmp']) session.write(join('box', part, '.keep'), '');
  session.write(join('box', 'new', '1.a'), reportMail(1, [zipped(ROWS, REPORT)]).toString('latin1'));
  session.write('sundial.yaml', POST);
  const contacts = watchContacts();
  try {
    await session.ingest({ [REPORT]: ROWS });
    await runAll('enrich update --backfill', 'enrich status', 'enrich lookup 8.8.8.8');
    await runAll('run all', 'findings', 'show 8.8.8.8', 'digest --date 2026-01-15 --yes');
    const table = session.write('networks.csv', 'network,asn\n8.8.8.0/24,64496\n');
    session.write('sundial.yaml', `${POST}enrichers:\n  - {name: own, kind: csv, from: ${table}}\n`);
    await runAll('enrich update --backfill', 'run refresh process --tracker off');
    const { out } = await session.run(['enrich', 'lookup', '8.8.8.8']);
    expect([out.includes('64496'), contacts.all]).toEqual([true, []]);
  } finally {
    contacts.stop();
  }
});

it('would have noticed an enricher that asks', async () => {
  const [whois, dns] = [await startWhois(), await startDns(() => 'nxdomain')];
  session.write(
    'sundial.yaml',
    `${POST}enrichers:
  - {name: origins, kind: whois, host: 127.0.0.1, port: ${whois.port}}
  - {name: names, kind: reverse_dns, resolver: "${dns.address}"}
`,
  );
  const contacts = watchContacts();
  try {
    await runAll('run refresh --tracker off');
  } finally {
    contacts.stop();
    await Promise.all([whois.stop(), dns.stop()]);
  }
  // The double of a resolver answers from this process, which is noticed as well.
  const asked = contacts.all.filter((contact) => !contact.startsWith('udp'));
  expect(asked).toEqual([`tcp 127.0.0.1:${whois.port}`, 'dns 8.8.8.8.in-addr.arpa']);
  expect(contacts.all.length).toBeGreaterThan(asked.length);
});
