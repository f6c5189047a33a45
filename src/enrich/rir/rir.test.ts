// Tests statistics of delegations: IPv4 ranges, IPv6, what is left out, and files that are cut off or damaged.
import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Secret } from '../../domain/secret.js';
import { networksOf, opened } from '../testing/read-table.js';
import { RIR_KIND } from './declaration.js';
import { prefixesOf } from './ranges.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-enrich-rir-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = path.join(folder, 'delegated');

const HEADER = '2|example|20260131|5|19830101|20260131|+0000';
const LINES = [
  '# a comment',
  'example|*|ipv4|*|3|summary',
  'example|*|ipv6|*|1|summary',
  'example|*|asn|*|1|summary',
  'example|AT|asn|64496|1|20100101|allocated|mark-1',
  'example|AT|ipv4|192.0.2.0|192|20100712|allocated|mark-1',
  'example|ZZ|ipv4|198.51.100.0|256||assigned|mark-2',
  'example||ipv4|203.0.113.0|256||available|',
  'example|de|ipv6|2001:db8::|32|20110131|allocated|mark-1|extra',
];

async function enricher(lines: readonly string[]) {
  writeFileSync(file, `${lines.join('\n')}\n`);
  return opened(RIR_KIND, { from: file, token: new Secret('') });
}
const cut = async (lines: readonly string[], bytes: number) => {
  const opened = await enricher(lines);
  truncateSync(file, statSync(file).size - bytes);
  return networksOf(opened);
};
const read = async (lines: readonly string[]) => networksOf(await enricher(lines));

describe('statistics of delegations', () => {
  it('say which registry and country a network belongs to, since when and with which mark', async () => {
    const values = { registry: 'example', country: 'AT', allocated: '2010-07-12', holder: 'mark-1' };
    expect(await read([HEADER, ...LINES])).toEqual([
      { network: '192.0.2.0/25', ...values },
      { network: '192.0.2.128/26', ...values },
      { network: '198.51.100.0/24', registry: 'example', holder: 'mark-2' },
      {
        network: '2001:db8::/32',
        registry: 'example',
        country: 'DE',
        allocated: '2011-01-31',
        holder: 'mark-1',
      },
    ]);
  });

  it('may be of all registries, with the sums of their records', async () => {
    const lines = ['nro|*|ipv4|*|2|summary', 'nro|*|ipv6|*|0|summary'];
    const records = ['apnic|AU|ipv4|192.0.2.0|256||assigned|', 'arin|US|ipv4|198.51.100.0|256||allocated|'];
    expect((await read([HEADER, ...lines, ...records])).map(({ registry }) => registry)).toEqual([
      'apnic',
      'arin',
    ]);
  });

  it('state the day up to which they hold', async () => {
    const reading = await (await enricher([HEADER, ...LINES])).read({
      memory: {},
      signal: AbortSignal.timeout(5_000),
    });
    if (reading === 'unchanged') throw new Error('without a memory nothing is unchanged');
    for await (const _ of reading.networks);
    expect(reading.facts().validFrom).toBe('2026-01-31');
  });

  it.each([
    [[HEADER, ...LINES.slice(0, -1)], 'it states 1 records of ipv6 and has 0, so it is cut off'],
    [[], 'it is empty'],
    [['<html>', '<body>'], 'it does not begin with a header of version 2'],
    // As good as a whole file to whoever does not count.
    [[...Array(200).fill(LINES[5]!)], 'it does not begin with a header of version 2'],
    [[HEADER, LINES[5]!], 'it has no summary that states the number of records of ipv4'],
    [
      [HEADER, 'example|*|ipv4|*|1|summary', 'example|AT|ipv4|203.0.113.0|x|20100712|allocated|'],
      'line 3: "203.0.113.0 x" is no range of ipv4 addresses',
    ],
  ])('refuse %j', async (lines, problem) => {
    await expect(read(lines)).rejects.toThrow(problem);
  });

  it('refuse a file that is cut off within its last line', async () => {
    await expect(cut([HEADER, ...LINES], 8)).rejects.toThrow('line 10, the last one, does not end');
  });
});

describe('the prefixes of a range', () => {
  it.each([
    ['192.0.2.0', 256, ['192.0.2.0/24']],
    ['192.0.2.3', 6, ['192.0.2.3/32', '192.0.2.4/30', '192.0.2.8/32']],
    ['0.0.0.0', 2 ** 32, ['0.0.0.0/0']],
    ['255.255.255.255', 1, ['255.255.255.255/32']],
    ['255.255.255.255', 2, undefined],
    ['192.0.2.0', 0, undefined],
    ['2001:db8::', 1, undefined],
  ])('from %s with %d addresses are %j', (start, addresses, prefixes) => {
    expect(prefixesOf(start, addresses)).toEqual(prefixes);
  });

  it('hold exactly the addresses of any range', () => {
    for (let first = 0; first < 40; first++)
      for (let addresses = 1; addresses < 40; addresses++) {
        const prefixes = prefixesOf(`192.0.2.${first}`, addresses)!;
        const held = prefixes.flatMap((prefix) => {
          const [, last, length] = /^192\.0\.2\.(\d+)\/(\d+)$/.exec(prefix)!;
          return Array.from({ length: 2 ** (32 - Number(length)) }, (_, index) => Number(last) + index);
        });
        expect(held).toEqual(Array.from({ length: addresses }, (_, index) => first + index));
      }
  });
});
