// Checks `sundial enrich`: renewing tables, their state, look-ups, and giving stored events what the tables say.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrichersFinding } from '../../../doctor/enrichers.js';
import { EXIT } from '../../../domain/errors.js';
import { everything } from '../../../domain/everything.js';
import { Session } from '../../testing/session.js';
import { declareQuery } from '../query/query.js';
import { declareSql } from '../sql/sql.js';
import { declareEnrich } from './enrich.js';

const session = new Session((program, context) => {
  declareEnrich(program, context);
  declareSql(program, context);
  declareQuery(program, context);
});
afterAll(() => session.remove());

const file = path.join(session.cwd, 'networks.csv');
const CONFIG = `enrichers:
  - {name: ours, kind: csv, from: ${file}}
  - {name: gone, kind: rir, from: ${path.join(session.cwd, 'delegated')}}
`;
const enrich = (...args: string[]) => session.run(['enrich', ...args]);
const events = async () => {
  const { out } = await session.run([
    'sql',
    'SELECT report_date AS date, ip, enriched_asn, enriched_as_name FROM events ORDER BY date, ip',
    '--json',
  ]);
  return (JSON.parse(out) as { rows: object[] }).rows;
};

describe('without a configuration', () => {
  it.each([['update'], ['status'], ['lookup', '192.0.2.1']])(
    '%s says how to configure enrichers',
    async (...args) => {
      const { notes, code } = await enrich(...args);
      expect(notes).toContain('no enricher is configured');
      expect(code).toBe(EXIT.usage);
    },
  );
});

describe('with enrichers', () => {
  beforeAll(async () => {
    await session.ingest({
      '2026-01-15-scan_ntp-example.csv': 'timestamp,ip,port,asn\n2026-01-15 00:00:01,192.0.2.1,123,64500\n',
      '2026-01-16-scan_ntp-example.csv':
        'timestamp,ip,port,asn\n2026-01-16 00:00:01,192.0.2.1,123,64496\n2026-01-16 00:00:01,198.51.100.1,123,64500\n',
    });
    session.write('sundial.yaml', CONFIG);
    writeFileSync(file, 'network,asn,as_name,country,vlan\n192.0.2.0/24,64496,EXAMPLE,AT,7\n');
  });

  it('says that nothing is known yet', async () => {
    expect((await enrich('status')).out).toMatch(/ours +csv.* never/);
    expect((await enrich('lookup', '192.0.2.1')).out).toContain('in no table');
  });

  it('reads the tables, and says which ones cannot be read', async () => {
    const { out, notes, code } = await enrich('update');
    expect(out).toMatch(/ours +csv +updated +1/);
    expect(out).toMatch(/gone +rir +failed/);
    expect(notes).toMatch(
      new RegExp(`gone: ${path.join(session.cwd, 'delegated')}: .*It says nothing yet\\.`),
    );
    expect(notes).toContain('ours: columns that are ignored: "vlan"');
    expect(code).toBe(EXIT.partial);
  });

  it('leaves a table alone that did not change', async () => {
    const { out, code } = await enrich('update', 'ours', '--json');
    expect(JSON.parse(out)).toMatchObject({
      enrichers: [{ name: 'ours', outcome: 'unchanged', entries: 1 }],
    });
    expect(code).toBe(EXIT.done);
  });

  it('keeps the table in use when the new one is damaged', async () => {
    writeFileSync(file, 'network,asn\n192.0.2.0/99,1\n');
    const { notes, code } = await enrich('update', 'ours');
    expect(notes).toContain(
      'line 2, network: not a network such as 192.0.2.0/24. What it said before stays in use.',
    );
    expect(code).toBe(EXIT.failed);
    expect((await enrich('status')).notes).toContain('ours: ');
    expect((await enrich('lookup', '192.0.2.7')).out).toMatch(
      /192\.0\.2\.7 +asn +64496 +ours 192\.0\.2\.0\/24/,
    );
  });

  it('lets the doctor tell what failed, and what is in use', async () => {
    const { tables } = (await session.opened()).as(everything);
    const { status, found } = await enrichersFinding(tables, ['ours', 'gone', 'new']);
    expect(status).toBe('warning');
    expect(found).toMatch(/gone \(\d{4}-\d\d-\d\d\): .*delegated: no such file.*; it says nothing yet/);
    expect(found).toMatch(/ours \(.*not a network.*; what is in use is of \d{4}-\d\d-\d\d/);
  });

  it('looks addresses up as JSON', async () => {
    const { out } = await enrich('lookup', '192.0.2.7', '2001:DB8::1', '--json');
    expect(JSON.parse(out)).toMatchObject({
      addresses: [
        { address: '192.0.2.7', values: { asn: 64496, asName: 'EXAMPLE', country: 'AT' } },
        { address: '2001:db8::1', values: {}, networks: [] },
      ],
    });
  });

  it('refuses what is no address', async () => {
    expect((await enrich('lookup', '192.0.2.0/24')).code).toBe(EXIT.usage);
  });

  it('gives stored events what the tables say, once', async () => {
    expect(await events()).toMatchObject([{ enriched_asn: 0 }, { enriched_asn: 0 }, { enriched_asn: 0 }]);
    writeFileSync(file, 'network,asn,as_name\n192.0.2.0/24,64497,RENAMED\n');
    const { out } = await enrich('update', 'ours', '--backfill');
    expect(out).toContain('Enriched 3 events on 2 days.');
    expect(await events()).toMatchObject([
      { enriched_asn: 64497, enriched_as_name: 'RENAMED' },
      { enriched_asn: 64497, enriched_as_name: 'RENAMED' },
      { enriched_asn: 0, enriched_as_name: '' },
    ]);
    expect((await enrich('update', 'ours', '--backfill')).out).toContain('All stored events have');
  });

  it('replaces the values of an earlier version, also where the new one has none', async () => {
    writeFileSync(file, 'network,asn\n192.0.2.0/25,64498\n');
    const { out } = await enrich('update', 'ours', '--backfill', '--json');
    expect(JSON.parse(out)).toMatchObject({ backfill: { days: 2, events: 3, left: 0 } });
    expect(await events()).toMatchObject([
      { enriched_asn: 64498, enriched_as_name: '' },
      { enriched_asn: 64498, enriched_as_name: '' },
      { enriched_asn: 0 },
    ]);
  });

  it('names an unknown enricher', async () => {
    expect((await enrich('update', 'our')).notes).toContain('did you mean "ours"');
  });
});
