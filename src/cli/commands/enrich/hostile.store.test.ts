// Checks that hostile names from tables of others reach a terminal, JSON and CSV as harmless text.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeMmdb } from '../../../enrich/mmdb/testing/mmdb-writer.js';
import { CONTROL, HOSTILE } from '../../../enrich/testing/hostile.js';
import { Session } from '../../testing/session.js';
import { declareExport } from '../export/export.js';
import { declareShow } from '../show/show.js';
import { declareSql } from '../sql/sql.js';
import { declareEnrich } from './enrich.js';

const LEGIBLE = '=HYPERLINK("http://x") <script> [2J ]0;x Bcc: x@example.com';

const session = new Session((program, context) => {
  declareEnrich(program, context);
  declareSql(program, context);
  declareExport(program, context);
  declareShow(program, context);
});
afterAll(() => session.remove());

beforeAll(async () => {
  const file = path.join(session.cwd, 'hostile.mmdb');
  const record = {
    organization: HOSTILE,
    city: { names: { en: HOSTILE } },
    autonomous_system_organization: '\x1b[31m',
  };
  writeFileSync(file, writeMmdb({ networks: { '192.0.2.0/24': record } }));
  session.write('sundial.yaml', `enrichers:\n  - {name: isp, kind: mmdb, from: ${file}}\n`);
  expect((await session.run(['enrich', 'update'])).out).toMatch(/isp +mmdb +updated +1/);
  await session.ingest({
    '2026-01-15-scan_ntp-example.csv': 'timestamp,ip,port\n2026-01-15 00:00:01,192.0.2.1,123\n',
  });
});

it('a look-up shows them without anything that commands the terminal', async () => {
  const { out } = await session.run(['enrich', 'lookup', '192.0.2.1']);
  expect(out).toContain('<script>');
  expect(out).not.toMatch(CONTROL);
  const { out: json } = await session.run(['enrich', 'lookup', '192.0.2.1', '--json']);
  expect(json).toContain(JSON.stringify(LEGIBLE));
  expect(json).not.toMatch(CONTROL);
});

it('events have them in the same form', async () => {
  const statement = 'SELECT enriched_organisation, enriched_city, enriched_as_name FROM events';
  const { out } = await session.run(['sql', statement, '--json']);
  expect((JSON.parse(out) as { rows: object[] }).rows).toEqual([
    { enriched_organisation: LEGIBLE, enriched_city: LEGIBLE, enriched_as_name: '[31m' },
  ]);
  const { out: shown } = await session.run(['sql', statement]);
  expect(shown).toContain('<script>');
  expect(shown).not.toMatch(CONTROL);
  // A spreadsheet would run a cell that begins with an equals sign.
  const { out: csv } = await session.run(['sql', statement, '--csv']);
  expect(csv).toContain(`"'=HYPERLINK(""http://x"")`);
  expect(csv).not.toMatch(/(^|,)"?=/m);
});

it('the page of a subject shows them, and exports hold them, harmlessly', async () => {
  const { out } = await session.run(['show', '192.0.2.1']);
  expect(out).toContain('<script>');
  expect(out).not.toMatch(CONTROL);
  const file = path.join(session.cwd, 'events.csv');
  const fields = 'ip,enriched_organisation,enriched_as_name';
  await session.run(['export', '--fields', fields, '--output', file]);
  const csv = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  expect(csv).toContain(`"'=HYPERLINK(""http://x"")`);
  expect(csv).not.toMatch(/(^|,)"?=/m);
  expect(csv).not.toMatch(CONTROL);
});
