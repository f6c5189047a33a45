// Runs the contract of registers' places on each of them: the same devices, the same limits, and errors that say what to do.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf } from '../../net/testing/asking.js';
import { startDouble } from '../../net/testing/http-double.js';
import { readInventory } from '../inventory/read.js';
import * as mysql from '../testing/mysql.js';
import * as postgres from '../testing/postgres.js';
import { NOWHERE, registerAt } from '../testing/register.js';
import { readRegister } from './read-register.js';
import { REGISTER_BOUNDS, type RegisterSource } from './register-source.js';

/** A place with two devices; one with columns that suffice for nothing; and one that does not work. */
interface Place {
  readonly devices: Partial<RegisterSource>;
  readonly others: Partial<RegisterSource>;
  readonly broken: Partial<RegisterSource>;
}

const CSV = 'device,networks\nweb-1,192.0.2.10\nweb-2,2001:db8::/64\n';
const OTHERS = 'device,colour\nweb-1,red\n';
const SECRET = 'correct-horse';
const ROWS = "SELECT 'web-1' AS device, '192.0.2.10' AS networks UNION ALL SELECT 'web-2', '2001:db8::/64'";

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-places-'));
const stops: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true })];
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

function file(name: string, content: string): string {
  writeFileSync(path.join(folder, name), content);
  chmodSync(path.join(folder, name), 0o700);
  return path.join(folder, name);
}

const printing = (name: string, text: string) => file(name, `#!/bin/sh\nprintf '%s' '${text}'\n`);

function database(url: string): Place {
  const at = { from: url, password: SECRET };
  return {
    devices: { ...at, query: ROWS },
    others: { ...at, query: "SELECT 'web-1' AS device, 'red' AS colour" },
    broken: { ...at, query: ROWS, password: 'wrong-horse' },
  };
}

const PLACES: Readonly<Record<string, { start: () => Promise<Place>; missing?: string | undefined }>> = {
  'a file': {
    start: async () => ({
      devices: { from: file('devices.csv', CSV) },
      others: { from: file('others.csv', OTHERS) },
      broken: { from: path.join(folder, 'none.csv') },
    }),
  },
  'an address': {
    start: async () => {
      const { url, stop } = await startDouble(({ url: asked, headers }) => ({
        status: headers.authorization === `Bearer ${SECRET}` ? 200 : 401,
        body: asked.pathname === '/devices' ? CSV : OTHERS,
      }));
      stops.push(stop);
      return {
        devices: { from: `${url}/devices`, token: SECRET },
        others: { from: `${url}/others`, token: SECRET },
        broken: { from: `${url}/devices`, token: 'wrong-horse' },
      };
    },
  },
  PostgreSQL: {
    missing: postgres.whyNoPostgres(),
    start: async () => {
      const { port, stop } = await postgres.startPostgres();
      stops.push(stop);
      return database(`postgresql://${postgres.USER}@127.0.0.1:${port}/${postgres.DATABASE}`);
    },
  },
  MySQL: {
    missing: mysql.whyNoMysql(),
    start: async () => {
      const { port, stop } = await mysql.startMysql();
      stops.push(stop);
      return database(`mysql://${mysql.USER}@127.0.0.1:${port}/${mysql.DATABASE}`);
    },
  },
  'a command': {
    start: async () => ({
      devices: { command: [printing('devices', CSV), SECRET] },
      others: { command: [printing('others', OTHERS), SECRET] },
      broken: { command: [file('broken', `#!/bin/sh\nprintf '%s' '${CSV}'\nexit 1\n`), 'wrong-horse'] },
    }),
  },
};

// In CI, the servers have to be installed.
const skipped = (missing: string | undefined) => missing !== undefined && process.env.CI !== 'true';

describe.each(Object.entries(PLACES))('a register from %s', (_name, { start, missing }) => {
  it.skipIf(skipped(missing))('keeps the contract', async () => {
    const place = await start();
    const read = (given: Partial<RegisterSource>, bounds = {}) =>
      readRegister(
        registerAt(given),
        { ...NOWHERE, env: { PATH: process.env.PATH } },
        { ...REGISTER_BOUNDS, ...bounds },
      );
    const entries = readInventory(await read(place.devices), 'test');
    expect(entries.map(({ device, networks }) => [device, networks.length])).toEqual([
      ['web-1', 1],
      ['web-2', 1],
    ]);
    const failures = [
      await failureOf(read(place.devices, { bytes: 30 })),
      await failureOf(read(place.others).then((bytes) => readInventory(bytes, 'test'))),
      await failureOf(read(place.broken)),
    ];
    expect(failures.map(({ code }) => code).slice(0, 2)).toEqual([
      'inventory-too-large',
      'inventory-invalid',
    ]);
    expect(failures[1]!.message).toContain('no column "networks" or "names"');
    for (const { message } of failures) {
      expect(message).toMatch(/Nothing was changed|Check the path/);
      expect(message).not.toMatch(/horse/);
    }
  });
});
