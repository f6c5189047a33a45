// Checks that networks are found however often the engine has evaluated the same expressions: after a few times it
// compiles them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEmbedded } from '../engine/embedded.js';
import type { Engine } from '../engine/engine.js';
import { inNetworks } from './covering.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-covering-'));
let engine: Engine;
beforeAll(async () => {
  engine = await openEmbedded({ folder, memoryLimitMib: 512 });
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const HOSTS = `SELECT 'ip' AS subject_kind, toIPv6(concat('2001:db8::', hex(number))) AS subject_first,
  subject_first AS subject_last FROM numbers(100)`;
const NETWORKS = `SELECT toIPv6(entry.1) AS first, first AS last, toUInt8(entry.2) AS prefix FROM (
  SELECT arrayJoin([('::', 0), ('8000::', 1), ('2001:db8::', 32), ('2001:db8::', 127), ('2001:db8::7', 128)]) AS entry)`;

it('a network of any length is found each time', async () => {
  const counts = `SELECT covering.prefix AS prefix, count() AS hosts
    FROM ${inNetworks(HOSTS, NETWORKS, '[0, 1, 32, 127, 128]')} GROUP BY prefix ORDER BY prefix`;
  for (let time = 0; time < 6; time++)
    expect(await engine.rows(counts)).toEqual([
      { prefix: 0, hosts: 100 },
      { prefix: 32, hosts: 100 },
      { prefix: 127, hosts: 2 },
      { prefix: 128, hosts: 1 },
    ]);
});
