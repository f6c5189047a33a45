// Checks `sundial inventory`: imports from files and addresses, look-ups, and that bad input changes nothing.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareInventory } from './inventory.js';

const session = new Session((program, context) => declareInventory(program, context));
const CSV = `device,network,names,owner,contacts,own,valid_until
campus,192.0.2.0/24,,IT,noc@example.org,yes,
web-1,192.0.2.10;2001:db8::10,www.example.org,Ada,ada@example.org bob@example.org,,
old-1,192.0.2.20,,Bob,,,2026-01-01
,,example.org,Zoo,zoo@example.org,,
`;

let address = '';
let body = '';
let asked: string | undefined;
const server = createServer((request, response) => {
  asked = request.headers.authorization;
  if (request.url?.startsWith('/gone')) response.statusCode = 404;
  response.end(body);
});
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await session.remove();
});

const inventory = (...args: string[]) => session.run(['inventory', ...args], { env: { USER: 'ada' } });
const found = async (subject: string, ...args: string[]) => {
  const { out } = await inventory('lookup', subject, '--json', ...args);
  return (JSON.parse(out) as { matches: { device: string; owner: string; covers: string }[] }).matches.map(
    ({ device, owner, covers }) => `${covers} ${device} ${owner}`.replace('  ', ' ').trim(),
  );
};

describe('sundial inventory', () => {
  it('reports that there is no inventory yet', async () => {
    expect((await inventory('status')).out).toContain('No inventory yet');
  });

  it('imports a CSV file', async () => {
    session.write('devices.csv', CSV);
    const { out, code, notes } = await inventory('import', 'devices.csv');
    expect(notes).toBe('');
    expect(out).toBe('Version 1: 3 devices with 6 networks and names; 4 added, 0 changed, 0 removed.');
    expect(code).toBe(EXIT.done);
  });

  it.each([
    ['192.0.2.10', ['192.0.2.10 web-1 Ada', '192.0.2.0/24 campus IT']],
    ['192.0.2.0/25', ['192.0.2.0/24 campus IT']],
    ['2001:DB8::10', ['2001:db8::10 web-1 Ada']],
    ['WWW.example.org', ['www.example.org web-1 Ada', 'example.org Zoo']],
    ['a.b.example.org', ['example.org Zoo']],
    ['192.0.2.20', ['192.0.2.0/24 campus IT']],
    ['198.51.100.1', []],
  ])('looks up %s', async (subject, matches) => {
    expect(await found(subject)).toEqual(matches);
  });

  it('knows the entries of another day', async () => {
    expect(await found('192.0.2.20', '--date', '2025-12-31')).toEqual([
      '192.0.2.20 old-1 Bob',
      '192.0.2.0/24 campus IT',
    ]);
  });

  it('replaces the inventory with JSON from an address and reports the changes', async () => {
    const devices = [
      { device: 'campus', network: '192.0.2.0/24', owner: 'IT', contacts: ['noc@example.org'], own: true },
      { device: 'web-1', addresses: ['192.0.2.10'], owner: 'Eve' },
      { device: 'new-1', ip: '192.0.2.30', extra: 'not looked at' },
    ];
    body = JSON.stringify({ devices });
    const { out, notes } = await session.run(['inventory', 'import'], {
      env: { SUNDIAL_INVENTORY_SOURCE: `${address}/devices?key=1`, SUNDIAL_INVENTORY_TOKEN: 'abc' },
    });
    expect(notes).toBe('');
    expect(out).toContain('1 added, 1 changed, 2 removed');
    expect(asked).toBe('Bearer abc');
    expect(await found('192.0.2.10')).toEqual(['192.0.2.10 web-1 Eve', '192.0.2.0/24 campus IT']);
    expect((await inventory('import', `${address}/devices`)).out).toContain('nothing changed');
    expect(asked).toBeUndefined();
    const status = await inventory('status');
    expect(status.out).toContain(`${address}/devices `);
    expect(status.out).not.toContain('key=1');
  });

  it('keeps the parts of several sources separate', async () => {
    session.write('printers.csv', 'name,ip\nprinter-1,192.0.2.40\n');
    expect((await inventory('import', 'printers.csv', '--part', 'printers')).out).toContain('1 added');
    expect(await found('192.0.2.40')).toEqual(['192.0.2.40 printer-1', '192.0.2.0/24 campus IT']);
    expect(await found('192.0.2.10')).toHaveLength(2);
  });

  it.each([
    ['device,network\na,192.0.2.300', 'line 2, networks: "192.0.2.300" is not an address or network'],
    ['device,network\na,192.0.2.3\nb,', 'line 3, networks: no address, network or name is given'],
    ['device,names\na,-bad-.example.org', 'line 2, names: "-bad-.example.org" is not a host name'],
    ['device,ip,valid_from,valid_until\na,192.0.2.3,2026-02-01,2026-01-01', 'line 2, valid_until'],
    ['device,ip,valid_from\na,192.0.2.3,soon', 'line 2, valid_from: is not a date'],
    ['device,ip,own\na,192.0.2.3,maybe', 'line 2, own'],
    ['device,ip\na,"192.0.2.3', 'unclosed quote'],
    ['device,owner\na,b', 'no column "networks" or "names"'],
    ['', 'it is empty'],
    ['[{"device": "a"}, 3]', 'without an array of objects'],
    ['{"devices": [', 'it is not valid JSON'],
    ['[{"device": "a", "ip": "x"}]', 'line 1, networks'],
  ])('refuses %j and changes nothing', async (content, words) => {
    session.write('bad.csv', content);
    const { notes, code } = await inventory('import', 'bad.csv');
    expect(code).toBe(EXIT.usage);
    expect(notes).toContain(words);
    expect(await found('192.0.2.10')).toHaveLength(2);
  });

  it.each([
    ['missing.csv', EXIT.partial, 'no such file'],
    ['http://127.0.0.1:9/x', EXIT.failed, 'cannot be fetched'],
  ])('refuses %s', async (from, exit, words) => {
    const { notes, code } = await inventory('import', from);
    expect([code, notes]).toEqual([exit, expect.stringContaining(words)]);
  });

  it('reports the refusal of a server', async () => {
    expect((await inventory('import', `${address}/gone?key=1`)).notes).toMatch(
      /gone cannot be fetched \(HTTP 404/,
    );
    expect((await inventory('lookup', '192.0.2.300')).code).toBe(EXIT.usage);
  });
});
