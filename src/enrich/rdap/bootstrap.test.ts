// Checks which server is asked about an address, and which bootstrap files are refused.
import { describe, expect, test } from 'vitest';
import { Bootstrap } from './bootstrap.js';
import { bootstrapFile } from './testing/rdap-double.js';

const open = (...services: Parameters<typeof bootstrapFile>[0]) =>
  new Bootstrap([{ name: 'ipv4.json', content: bootstrapFile(services) }]);

describe('the server of an address', () => {
  const bootstrap = new Bootstrap([
    {
      name: 'ipv4.json',
      content: bootstrapFile([
        [
          ['192.0.0.0/8', '198.0.0.0/8'],
          ['http://rdap.arin.net/registry', 'https://rdap.arin.net/registry'],
        ],
        [['192.0.2.0/24'], ['https://rdap.db.ripe.net/']],
        [['203.0.0.0/8'], ['http://rdap.example.net/apnic/']],
      ]),
    },
    { name: 'ipv6.json', content: bootstrapFile([[['2001:d00::/23'], ['https://rdap.apnic.net/']]]) },
  ]);

  test.each([
    ['192.0.3.1', 'https://rdap.arin.net/registry/', 'arin'],
    ['192.0.2.1', 'https://rdap.db.ripe.net/', 'ripencc'],
    ['203.0.113.1', 'http://rdap.example.net/apnic/', 'rdap.example.net'],
    ['2001:db8::1', 'https://rdap.apnic.net/', 'apnic'],
  ])('%s is that of the longest network, with encryption if it has any', (address, base, registry) => {
    expect(bootstrap.serverOf(address)).toEqual({ base, registry });
  });

  test('of no registry is unknown', () => {
    expect(bootstrap.serverOf('8.8.8.8')).toBeUndefined();
    expect(bootstrap.serverOf('2606:4700::1111')).toBeUndefined();
  });
});

test.each([
  ['{}', 'not in the form of RFC 9224'],
  ['<html>', 'not in the form of RFC 9224'],
  ['{"version":"2.0","services":[]}', 'not in the form of RFC 9224'],
  ['{"version":"1.0","services":[]}', 'it names no services'],
])('a file %s is refused', (content, problem) => {
  expect(() => new Bootstrap([{ name: 'ipv4.json', content: Buffer.from(content) }])).toThrow(
    expect.objectContaining({ code: 'rdap-bootstrap', message: expect.stringContaining(problem) }),
  );
});

test('a file with other things than networks and http servers is refused', () => {
  expect(() => open([['com'], ['https://rdap.example.com/']])).toThrow('other than networks');
  expect(() => open([['192.0.2.0/24'], ['file:///etc/passwd']])).toThrow('no http(s) address');
});
