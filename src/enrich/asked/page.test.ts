// Runs the configurations of docs/how-to/enrichment.md that ask servers, and the one of an MMDB file, against doubles.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadSettings } from '../../config/index.js';
import { folderWith } from '../../config/testing/folder.js';
import type { EnrichedNetwork } from '../../domain/enriched.js';
import { LOOKUP_LIMITS } from '../../domain/limits-lookups.js';
import { testPace } from '../../net/testing/http-double.js';
import { configuredEnrichers } from '../engine/open-enrichers.js';
import type { Enricher } from '../enricher.js';
import { writeMmdb } from '../mmdb/testing/mmdb-writer.js';
import { bootstrapFile, network, startRdap } from '../rdap/testing/rdap-double.js';
import { startDns } from '../reverse-dns/testing/dns-double.js';
import { startWhois } from '../whois/testing/whois-double.js';

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../../docs/how-to/enrichment.md'), 'utf8');

/** The page's configuration of a kind, with further lines and replaced texts. */
function shown(
  kind: string,
  lines: readonly string[] = [],
  replaced: readonly (readonly [string, string])[] = [],
) {
  const blocks = [...PAGE.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
  const yaml = blocks.find((block) => block.includes(`kind: ${kind}\n`))!;
  for (const [text] of replaced) expect(yaml).toContain(text);
  const own = replaced.reduce((text, [from, to]) => text.replace(from, to), yaml);
  return own + lines.map((line) => `    ${line}\n`).join('');
}

async function entryOf(yaml: string) {
  const cwd = await folderWith({ 'sundial.yaml': yaml });
  const { settings } = await loadSettings({ flags: {}, env: {}, cwd, home: cwd });
  const [configured, ...others] = configuredEnrichers({
    ...{ settings, clock: testPace().clock, env: {}, pace: testPace() },
  });
  expect(others).toEqual([]);
  return configured!;
}

async function opened(yaml: string): Promise<Enricher> {
  const enricher = await (await entryOf(yaml)).open();
  onTestFinished(() => enricher.close());
  return enricher;
}

async function asked(enricher: Enricher, addresses: readonly string[]): Promise<EnrichedNetwork[]> {
  if (enricher.shape !== 'addresses') throw new Error('not asked about addresses');
  const all: EnrichedNetwork[] = [];
  for await (const part of enricher.ask(addresses, new AbortController().signal)) all.push(...part);
  return all;
}

test('whois asks Team Cymru, in connections of the documented size', async () => {
  expect((await entryOf(shown('whois'))).entry.values).toMatchObject({ host: 'whois.cymru.com', port: 43 });
  const double = await startWhois(() => [['64496', '192.0.2.0/24', 'GB', 'ripencc', '', 'EXAMPLE']]);
  onTestFinished(() => double.stop());
  const enricher = await opened(shown('whois', ['host: 127.0.0.1', `port: ${double.port}`]));
  expect(await asked(enricher, ['192.0.2.1', '2001:db8::1'])).toEqual([
    {
      ...{ network: '192.0.2.1/32', asn: 64496, prefix: '192.0.2.0/24', country: 'GB' },
      ...{ registry: 'ripencc', asName: 'EXAMPLE' },
    },
    expect.objectContaining({ network: '2001:db8::1/128' }),
  ]);
  expect([double.connections, double.refused]).toEqual([1, []]);
  expect(PAGE.replaceAll(/\s+/g, ' ').match(/One connection carries up to ([\d,]+) addresses/)?.[1]).toBe(
    LOOKUP_LIMITS.whoisAddresses.toLocaleString('en'),
  );
});

test('rdap asks the servers that the bootstrap files name', async () => {
  const rdap = await startRdap((address) => network(address, address, { country: 'GB' }));
  const folder = await folderWith({
    'ipv6.json': bootstrapFile([[['2001:db8::/32'], [rdap.url]]]).toString(),
  });
  writeFileSync(path.join(folder, 'ipv4.json'), bootstrapFile([[['192.0.2.0/24'], [rdap.url]]]));
  onTestFinished(() => rdap.stop());
  const places = ['ipv4', 'ipv6'].map(
    (family) => `bootstrap_${family}: ${path.join(folder, `${family}.json`)}`,
  );
  const enricher = await opened(shown('rdap', [...places, 'private_servers: true']));
  expect(enricher).toMatchObject({ maxAgeDays: 30 });
  expect(await asked(enricher, ['192.0.2.1', '2001:db8::1'])).toMatchObject([
    { network: '192.0.2.1/32', country: 'GB' },
    { network: '2001:db8::1/128', country: 'GB' },
  ]);
  expect(rdap.refused).toEqual([]);
  const { values } = (await entryOf(shown('rdap'))).entry;
  expect(values).toMatchObject({
    bootstrap_ipv4: 'https://data.iana.org/rdap/ipv4.json',
    bootstrap_ipv6: 'https://data.iana.org/rdap/ipv6.json',
    private_servers: false,
  });
});

test.each([
  ['bootstrap.json', 'not an absolute path'],
  ['/nonexistent/bootstrap.json', 'no such file'],
  ['http://127.0.0.1:1/ipv4.json', 'is or resolves to a private address'],
])('rdap does not begin with the bootstrap file %s', async (place, problem) => {
  const enricher = await opened(shown('rdap', [`bootstrap_ipv4: ${place}`, `bootstrap_ipv6: ${place}`]));
  await expect(asked(enricher, ['192.0.2.1'])).rejects.toThrow(problem);
});

test('reverse_dns asks the resolver that the page names', async () => {
  const dns = await startDns(() => [['host', 'example', 'com']]);
  onTestFinished(() => dns.stop());
  const enricher = await opened(shown('reverse_dns', [], [['192.0.2.53', dns.address]]));
  expect(await asked(enricher, ['192.0.2.1'])).toEqual([
    { network: '192.0.2.1/32', hostname: 'host.example.com' },
  ]);
  const wrong = await entryOf(shown('reverse_dns', [], [['192.0.2.53', 'dns.example.com']]));
  await expect(wrong.open()).rejects.toThrow('"dns.example.com" is not an address such as 192.0.2.53');
});

test('mmdb reads a file', async () => {
  const folder = await folderWith();
  const file = path.join(folder, 'GeoLite2-City.mmdb');
  writeFileSync(file, writeMmdb({ networks: { '192.0.2.0/24': { city: { names: { en: 'Example' } } } } }));
  const enricher = await opened(shown('mmdb', [], [['/usr/share/GeoIP/GeoLite2-City.mmdb', file]]));
  if (enricher.shape !== 'table') throw new Error('not a table');
  const reading = await enricher.read({ memory: {}, signal: new AbortController().signal });
  if (reading === 'unchanged') throw new Error('nothing was read before');
  const parts: EnrichedNetwork[] = [];
  for await (const part of reading.networks) parts.push(...part);
  expect(parts).toEqual([{ network: '192.0.2.0/24', city: 'Example' }]);
  const { memory, ...facts } = reading.facts();
  expect(facts).toMatchObject({ validFrom: '2026-01-01', content: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await enricher.read({ memory, signal: new AbortController().signal })).toBe('unchanged');
});
