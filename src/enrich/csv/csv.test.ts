// Tests own tables of networks: what is read from CSV and JSON, and how faults are named.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { Secret } from '../../domain/secret.js';
import { networksOf, opened } from '../testing/read-table.js';
import { CSV_KIND } from './declaration.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-enrich-csv-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = path.join(folder, 'networks.csv');
const enricher = () => opened(CSV_KIND, { from: file, token: new Secret('') });

async function read(content: string | Buffer) {
  writeFileSync(file, content);
  return networksOf(await enricher());
}

describe('an own table', () => {
  it('is read from CSV', async () => {
    const csv =
      'Network,ASN,as_name,country,ignored\n192.0.2.0/24,AS64496,"Example, Ltd",at,x\n2001:db8::1,,,,\n';
    expect(await read(csv)).toEqual([
      { network: '192.0.2.0/24', asn: 64496, asName: 'Example, Ltd', country: 'AT' },
      { network: '2001:db8::1/128' },
    ]);
  });

  it('is read from JSON, and unpacked', async () => {
    const json = JSON.stringify([{ network: '198.51.100.7/24', prefix: '198.51.0.0/16', city: 'Vienna' }]);
    expect(await read(gzipSync(json))).toEqual([
      { network: '198.51.100.0/24', prefix: '198.51.0.0/16', city: 'Vienna' },
    ]);
  });

  it('names the line and column of each fault', async () => {
    await expect(read('network,asn,country\n192.0.2.0/33,x,Austria\n192.0.2.1,1,AT\n')).rejects.toThrow(
      `${file}: line 2, network: not a network such as 192.0.2.0/24; line 2, asn: not the number of an autonomous system; line 2, country: not a country code of two letters`,
    );
  });

  it('has one row for a network, or rows that agree', async () => {
    const rows = 'network,asn\n192.0.2.0/24,1\n192.0.2.7/24,1\n';
    expect(await read(rows)).toHaveLength(2);
    await expect(read(`${rows}192.0.2.0/24,2\n`)).rejects.toThrow(
      `${file}: line 4, network: line 2 has other values for 192.0.2.0/24`,
    );
  });

  it('has a cell for each column in every row', async () => {
    await expect(
      read('network,as_name,country\n192.0.2.0/24,Example\n2001:db8::/32,Example, Ltd,AT\n\n'),
    ).rejects.toThrow(
      'line 2, country: is missing. The row has 2 cells, and the header 3; line 3, cell 4: has no column. The row has 4 cells',
    );
  });

  it('remembers the columns that it does not know', async () => {
    writeFileSync(file, 'network,organization,vlan\u001b[2J,\n192.0.2.0/24,Example Ltd,7,\n');
    const reading = await (await enricher()).read({ memory: {}, signal: AbortSignal.timeout(5_000) });
    if (reading === 'unchanged') throw new Error('without a memory nothing is unchanged');
    for await (const part of reading.networks) expect(part).toEqual([{ network: '192.0.2.0/24' }]);
    expect(reading.facts().memory.ignoredColumns).toBe(
      '"organization" (did you mean "organisation"?), "vlan [2J"',
    );
  });

  it('needs the column of networks', async () => {
    await expect(read('net,asn\n192.0.2.0/24,1\n')).rejects.toThrow('line 1 names no column "network"');
  });

  it('shows names of strangers without characters that disturb a terminal', async () => {
    const name = `\u001b[31mEvil\u202e name\u0000 ${'x'.repeat(500)}`;
    const [network] = await read(JSON.stringify([{ network: '192.0.2.1', organisation: name }]));
    expect(network!.organisation).toBe(`[31mEvil name ${'x'.repeat(286)}`);
  });
});
