// Runs the configurations of tables and lists, and every command line, of docs/how-to/enrichment.md.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TABLES } from '../../../enrich/testing/tables-under-test.js';
import { type HttpDouble, startDouble } from '../../../net/testing/http-double.js';
import { Session } from '../../testing/session.js';
import { declareExport } from '../export/export.js';
import { declareFindings } from '../findings/findings.js';
import { declareQuery } from '../query/query.js';
import { declareShow } from '../show/show.js';
import { declareEnrich } from './enrich.js';

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/how-to/enrichment.md'), 'utf8');
const blocks = (language: string) =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text!);
const [TABLES_YAML = ''] = blocks('yaml');
const LISTS_YAML = blocks('yaml').find((text) => text.includes('kind: kev'))!;
const [OWN_TABLE = ''] = blocks('csv');
const COMMANDS = blocks('sh').flatMap((text) => text.trim().split('\n'));

const session = new Session((program, context) => {
  declareEnrich(program, context);
  declareExport(program, context);
  declareFindings(program, context);
  declareQuery(program, context);
  declareShow(program, context);
});
const stated = { day: '2026-01-15', text: 'EXAMPLE-ROUTES' };
const table = (kind: string) => TABLES[kind]!.table(stated);
let server: HttpDouble;

beforeAll(async () => {
  server = await startDouble(({ url }) => ({
    body: url.pathname.endsWith('.gz') ? gzipSync(table('prefixes')) : table('rir'),
  }));
  // The page's own places, and those of the lists' publishers, are on this machine.
  const places: readonly (readonly [string, string])[] = [
    ['/srv/networks.csv', session.write('networks.csv', OWN_TABLE)],
    ['https://tables.example.org', server.url],
    ['https://ftp.ripe.net', server.url],
    ['kind: kev', `kind: kev\n    from: ${session.write('kev.json', table('kev').toString())}`],
    ['kind: epss', `kind: epss\n    from: ${session.write('epss.csv', table('epss').toString())}`],
  ];
  const yaml = TABLES_YAML + LISTS_YAML.replace('enrichers:\n', '');
  for (const [shown] of places) expect(yaml).toContain(shown);
  session.write(
    'sundial.yaml',
    places.reduce((text, [shown, own]) => text.replace(shown, own), yaml),
  );
  await session.run(['enrich', 'update']);
  await session.ingest({
    '2026-01-15-scan_ssl-example.csv': [
      'timestamp,ip,port,asn,geo,cve',
      '2026-01-15 00:00:01,192.0.2.1,443,64500,AT,CVE-2026-10001',
      '2026-01-15 00:00:02,2001:db8::1,443,64497,DE,',
      '',
    ].join('\n'),
  });
});
afterAll(async () => {
  await server.stop();
  await session.remove();
});

const run = async (line: string) => {
  const [program, ...args] = line.split(/\s+/).map((word) => word.replaceAll("'", ''));
  expect(program).toBe('sundial');
  return session.run(args.map((arg) => (arg === 'events.csv' ? path.join(session.cwd, arg) : arg)));
};

it('takes the tables in the order of the page', async () => {
  const { out } = await session.run(['enrich', 'status', '--json']);
  expect((JSON.parse(out) as { enrichers: object[] }).enrichers).toMatchObject(
    ['ours', 'routes', 'ripe', 'kev', 'epss'].map((name) => ({ name, outcome: 'updated', problem: '' })),
  );
  const { out: found } = await run('sundial enrich lookup 192.0.2.1 2001:db8::1 --json');
  expect(JSON.parse(found)).toMatchObject({
    addresses: [
      { values: { asn: 64496, asName: 'EXAMPLE', organisation: 'Example University', registry: 'ripencc' } },
      { values: { asn: 64497, asName: 'EXAMPLE-6', prefix: '2001:db8::/32', country: 'AT' } },
    ],
  });
});

it.each(COMMANDS)('%s', async (line) => {
  const { code, notes } = await run(line);
  expect([code, notes]).toEqual([0, expect.not.stringMatching(/error|no list/i)]);
});

it('finds what differs, and what is exploited', async () => {
  const found = async (line: string) =>
    JSON.parse((await run(`${line} --json`)).out) as Record<'events' | 'findings', object[]>;
  const [compare] = COMMANDS.filter((line) => line.includes('asn!=enriched_asn'));
  expect((await found(compare!)).events).toMatchObject([
    { ip: '192.0.2.1', asn: 64500, enriched_asn: 64496, enriched_as_name: 'EXAMPLE' },
  ]);
  expect((await found('sundial findings --where kev=yes')).findings).toMatchObject([
    { subject: '192.0.2.1' },
  ]);
  expect((await found("sundial findings --where 'epss>=0.5' --where kev=no")).findings).toEqual([]);
});

it('shows what enrichers say beside the report, and how and when they were asked', async () => {
  const { out } = await run('sundial show 192.0.2.1');
  expect(out).toMatch(
    /192\.0\.2\.1, in the event of 2026-01-15; asked on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC:/,
  );
  expect(out.replaceAll(/\s+/g, ' ')).toMatch(/ours@[0-9a-f]{8}, routes@[0-9a-f]{8}, ripe@[0-9a-f]{8}/);
  expect(out).toMatch(/asn +64496 \(the report: 64500\)/);
  expect(out).toMatch(/organisation +Example University\n/);
  const { out: json } = await run('sundial show 192.0.2.1 --json');
  expect(JSON.parse(json)).toMatchObject({
    enriched: [
      {
        ...{ address: '192.0.2.1', date: '2026-01-15', values: { asn: 64496, abuse: 'abuse@example.com' } },
        ...{ reported: { asn: 64500, geo: 'AT' }, by: expect.stringContaining('ours@') },
      },
    ],
  });
});
