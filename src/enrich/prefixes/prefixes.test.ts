// Tests tables of routed prefixes in each form, and lines that cannot be read.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { Secret } from '../../domain/secret.js';
import { networksOf, opened } from '../testing/read-table.js';
import { PREFIXES_KIND } from './declaration.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-enrich-prefixes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = path.join(folder, 'prefixes');

async function enricher(content: string | Buffer) {
  writeFileSync(file, content);
  return opened(PREFIXES_KIND, { from: file, token: new Secret('') });
}
const read = async (content: string | Buffer) => networksOf(await enricher(content));
const of = (network: string, asn: number, asName?: string) => ({
  network,
  prefix: network,
  asn,
  ...(asName !== undefined && { asName }),
});

describe('a table of prefixes', () => {
  it('is read in the form pfx2as, also packed, with the first of several origins', async () => {
    const text =
      '192.0.2.0\t24\t64496\n198.51.100.0\t24\t64497_64498\n203.0.113.0\t24\t64499,64500_64501\n2001:db8::\t32\t4200000000\n';
    const expected = [
      of('192.0.2.0/24', 64496),
      of('198.51.100.0/24', 64497),
      of('203.0.113.0/24', 64499),
      of('2001:db8::/32', 4200000000),
    ];
    expect(await read(text)).toEqual(expected);
    expect(await read(gzipSync(text))).toEqual(expected);
  });

  it('is read as CSV, with or without a header', async () => {
    expect(await read('192.0.2.0/24,AS64496,"Example, Ltd"\n2001:db8::/32,64497\n')).toEqual([
      of('192.0.2.0/24', 64496, 'Example, Ltd'),
      of('2001:db8::/32', 64497),
    ]);
    expect(await read('asn,as_name,network\n64496,EXAMPLE,192.0.2.0/24\n')).toEqual([
      of('192.0.2.0/24', 64496, 'EXAMPLE'),
    ]);
  });

  it('is read as JSON lines', async () => {
    expect(
      await read('{"CIDR":"192.0.2.0/24","ASN":64496,"Hits":9}\n{"prefix":"2001:db8::/32","asn":[64497]}\n'),
    ).toEqual([of('192.0.2.0/24', 64496), of('2001:db8::/32', 64497)]);
  });

  it('leaves single odd lines out and remembers them', async () => {
    const good = Array.from({ length: 200 }, (_, index) => `192.0.2.${index}\t32\t64496\n`).join('');
    const reading = await (await enricher(`${good}198.51.100.0\t24\t0\n`)).read({
      memory: {},
      signal: AbortSignal.timeout(5_000),
    });
    if (reading === 'unchanged') throw new Error('without a memory nothing is unchanged');
    let networks = 0;
    for await (const part of reading.networks) networks += part.length;
    expect(networks).toBe(200);
    expect(reading.facts().memory.leftOut).toBe('1 (line 201: "0" is no number of an autonomous system)');
  });

  it.each([
    [
      '<html>\n<body>\n',
      '2 lines cannot be read (line 1: "<html>" is no prefix; line 2: "<body>" is no prefix)',
    ],
    [gzipSync('192.0.2.0\t24\t64496\n').subarray(0, 20), 'damaged or cut off'],
    ['{"prefix":"192.0.2.0/24"\n', 'line 1: it is not JSON'],
    // The number of the system may go on.
    ['192.0.2.0\t24\t64496\n198.51.100.0\t24\t6449', 'line 2, the last one, does not end with a line break'],
  ])('is refused if it is something else', async (content, problem) => {
    await expect(read(content)).rejects.toThrow(problem);
  });
});
