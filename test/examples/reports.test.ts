// Checks the committed sample reports: they match the generator, contain only documentation addresses, and have the
// promised irregularities.
import { readFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { sampleFiles } from '../../examples/make-reports.js';
import { filesBelow, ROOT } from '../shape/tree.js';

const REPORTS = 'examples/reports';

/** A file's uncompressed text. */
function textOf(file: string): string {
  const bytes = readFileSync(path.join(ROOT, file));
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

describe('the sample reports', () => {
  it('equal the output of examples/make-reports.ts', () => {
    const committed = Object.fromEntries(filesBelow(REPORTS).map((file) => [file, textOf(file)]));
    const made = sampleFiles().map((sample) => [`${REPORTS}/${sample.path}`, sample.text]);
    expect(committed).toEqual(Object.fromEntries(made));
  });

  it('contain 300 to 1,000 rows of at least a dozen types', () => {
    const rows = sampleFiles().flatMap(({ text }) => text.trimEnd().split('\n').slice(1));
    expect(rows.length).toBeGreaterThan(300);
    expect(rows.length).toBeLessThan(1_000);
    expect(new Set(sampleFiles().map((file) => file.path.split('-')[5])).size).toBeGreaterThan(12);
  });
});

const DOCUMENTATION = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32'].map((range) =>
  ipaddr.parseCIDR(range),
);

/**
 * Returns addresses outside of the permitted ranges. Ignores texts that only look like addresses, such as versions
 * and times.
 */
function foreignAddresses(text: string): string[] {
  const words = text.match(/[0-9a-fA-F.:]{3,}/g) ?? [];
  const addresses = words
    .map((word) => word.replace(/[.:]$/, ''))
    .filter((word) => isIPv4(word) || isIPv6(word));
  return addresses.filter((word) => {
    const address = ipaddr.parse(word);
    // The double of the Reports API listens on this machine.
    return (
      address.range() !== 'loopback' &&
      !DOCUMENTATION.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits))
    );
  });
}

/** Permitted are host names under documentation domains, and the publisher's in its lists; all others have owners. */
function foreignNames(text: string): string[] {
  const names =
    text.match(/\b[a-z0-9-]+(\.[a-z0-9-]+)*\.(com|net|org|edu|gov|int|mil|info|io|eu|ch|de|fr)\b/gi) ?? [];
  return names.filter((name) => !/((^|\.)example\.(com|net|org)|^shadowserver\.org)$/i.test(name));
}

describe('nothing in examples/ refers to a third party', () => {
  it.each(filesBelow('examples'))('%s', (file) => {
    const text = textOf(file);
    expect(foreignAddresses(text)).toEqual([]);
    expect(foreignNames(text)).toEqual([]);
    const columns = [...text.matchAll(/(?:\bAS|asn: )(\d+)\b/g)].map((match) => Number(match[1]));
    expect(columns.filter((asn) => asn < 64496 || asn > 64511)).toEqual([]);
  });

  it('notices an address, a name', () => {
    expect(foreignAddresses('ip 8.8.8.8, 192.0.2.1 and 2606::1 at 10:11:12')).toEqual(['8.8.8.8', '2606::1']);
    expect(foreignNames('www.example.org a.shop.com')).toEqual(['a.shop.com']);
  });
});
