// Tests that new events get what enrichers know about their addresses, and that a table takes effect as a whole or not at all.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrichedNetwork } from '../src/domain/enriched.js';
import { EventQueries } from '../src/query/answer/event-queries.js';
import { addCondition } from '../src/query/language/written.js';
import { validOn } from '../src/store/enrichment/versions.js';
import type { VersionFacts } from '../src/store/index.js';
import { reportFile } from './support/reports.js';
import { World } from './support/world.js';

const SOURCES = ['own', 'routes'];
let world: World;
beforeAll(async () => {
  world = await World.open({ enrichers: SOURCES });
});
afterAll(() => world.close());

const facts = (given: Partial<VersionFacts> = {}): VersionFacts => ({
  content: 'aaaaaaaabbbb',
  origin: '/srv/networks.csv',
  valid_from: '2026-01-01',
  memory: {},
  at: 1_768_000_000,
  ...given,
});

async function publish(
  source: string,
  networks: readonly EnrichedNetwork[],
  given: Partial<VersionFacts> = {},
  keep = 1,
) {
  const writer = await world.store.enrichment.of(SOURCES).begin(source);
  await writer.add(networks);
  return writer.publish(facts(given), { keep });
}

const CSV = 'timestamp,ip,port,asn\n';
const rowOf = (ip: string) => `2026-01-15 00:00:01,${ip},123,64500\n`;

async function enriched(date: string, list: string, addresses: readonly string[]) {
  const content = CSV + addresses.map(rowOf).join('');
  await world.ingest([{ name: reportFile(list, date), content }]);
  const rows = await world.operator.tables.rows<Record<string, unknown>>(
    `SELECT replaceOne(toString(ip), '::ffff:', '') AS address, asn, enriched_asn, enriched_prefix, enriched_as_name,
       enriched_country, enriched_by, toUnixTimestamp(enriched_at) AS at FROM events
     WHERE list = {list:String} AND report_date = {date:Date} ORDER BY line`,
    { list, date },
  );
  return rows;
}

describe('without tables', () => {
  it('stores events as they are', async () => {
    const [row] = await enriched('2026-01-10', 'plain', ['192.0.2.1']);
    expect(row).toMatchObject({ asn: 64500, enriched_asn: 0, enriched_by: '', at: 0 });
  });
});

describe('with tables', () => {
  beforeAll(async () => {
    await publish(
      'routes',
      [
        { network: '192.0.2.0/24', asn: 64496, prefix: '192.0.2.0/24', asName: 'EXAMPLE-A' },
        { network: '192.0.2.128/25', asn: 64497, prefix: '192.0.2.128/25' },
        { network: '2001:db8::/32', asn: 64498, prefix: '2001:db8::/32', asName: "O'HARA \\ SONS" },
        { network: '::/0', asn: 64499 },
      ],
      { content: 'cccccccc' },
    );
    await publish('own', [{ network: '192.0.2.128/26', asn: 64511, country: 'AT' }]);
  });

  it('adds the values of the longest network, of IPv4 and IPv6, beside those of the report', async () => {
    const addresses = ['192.0.2.1', '2001:db8::1', '198.51.100.1', '3fff::1'];
    const rows = await enriched('2026-01-15', 'both', addresses);
    const by = { enriched_by: 'own@aaaaaaaa, routes@cccccccc', asn: 64500 };
    expect(rows).toMatchObject([
      { enriched_asn: 64496, enriched_prefix: '192.0.2.0/24', enriched_as_name: 'EXAMPLE-A', ...by },
      { enriched_asn: 64498, enriched_prefix: '2001:db8::/32', enriched_as_name: "O'HARA \\ SONS", ...by },
      { enriched_asn: 0, enriched_prefix: '', enriched_as_name: '', ...by },
      // The default route of IPv6 says nothing about IPv4.
      { enriched_asn: 64499, enriched_prefix: '', enriched_as_name: '', ...by },
    ]);
    expect(rows.every(({ at }) => Number(at) > 0)).toBe(true);
  });

  it('takes each value from the first source that has it', async () => {
    const [row] = await enriched('2026-01-15', 'first', ['192.0.2.130']);
    expect(row).toMatchObject({
      enriched_asn: 64511,
      enriched_country: 'AT',
      enriched_prefix: '192.0.2.128/25',
      enriched_as_name: '',
    });
  });

  it('finds the same networks without the dictionary', async () => {
    const found = await world.store.enrichment
      .of(SOURCES)
      .lookUp(['192.0.2.130', '2001:db8:1::1', '198.51.100.1', 'nonsense'], '2026-01-15');
    expect([...found.keys()]).toEqual(['192.0.2.130', '2001:db8:1::1']);
    expect(found.get('192.0.2.130')).toMatchObject([
      { source: 'own', network: '192.0.2.128/26', values: { asn: 64511, country: 'AT' } },
      { source: 'routes', network: '192.0.2.128/25', values: { asn: 64497, prefix: '192.0.2.128/25' } },
    ]);
  });

  it('gives stages what a load gives to events', async () => {
    const addresses = ['192.0.2.1', '192.0.2.130', '2001:db8::1', '198.51.100.1'];
    const rows = await enriched('2026-01-13', 'stages', addresses);
    const found = await world.store.enrichment.of(SOURCES).rowsOf(addresses, '2026-01-13');
    expect(
      addresses.map((address) => {
        const { values, by } = found.get(address)!;
        const { asn = 0, prefix = '', asName = '', country = '' } = values;
        return [asn, prefix, asName, country, by];
      }),
    ).toEqual(
      rows.map((row) => [
        ...[row.enriched_asn, row.enriched_prefix, row.enriched_as_name, row.enriched_country],
        row.enriched_by,
      ]),
    );
    expect(Object.keys(found.get('198.51.100.1')!.values)).toEqual([]);
    expect(await world.store.enrichment.of([]).rowsOf(addresses, '2026-01-13')).toEqual(new Map());
  });

  it('keeps the table in use when the new one is empty, much smaller or never complete', async () => {
    const before = await world.store.enrichment.of(SOURCES).current();
    await expect(publish('routes', [])).rejects.toMatchObject({ code: 'enrichment-empty' });
    await expect(publish('routes', [{ network: '192.0.2.0/24', asn: 1 }])).rejects.toMatchObject({
      code: 'enrichment-shrunk',
    });
    await (await world.store.enrichment.of(SOURCES).begin('routes')).add([
      { network: '192.0.2.0/24', asn: 1 },
    ]);
    expect(await world.store.enrichment.of(SOURCES).current()).toEqual(before);
    const [row] = await enriched('2026-01-15', 'kept', ['192.0.2.9']);
    expect(row).toMatchObject({ enriched_asn: 64496 });
  });

  it('uses the version of the event’s day where versions are kept', async () => {
    await publish(
      'routes',
      [
        { network: '192.0.2.0/24', asn: 64510 },
        { network: '198.51.100.0/24', asn: 64510 },
      ],
      { content: 'dddddddd', valid_from: '2026-01-20' },
      2,
    );
    const asns = async (date: string) =>
      (await enriched(date, `on-${date}`, ['192.0.2.1'])).map((row) => row.enriched_asn);
    expect(await asns('2026-01-19')).toEqual([64496]);
    expect(await asns('2026-01-20')).toEqual([64510]);
    // Before the first version, the first one is the best that is known.
    expect(await asns('2025-12-01')).toEqual([64496]);
  });

  it('enriches reports of several days in one batch by the version of each', async () => {
    const content = CSV + rowOf('192.0.2.2');
    await world.ingest(
      ['2026-01-18', '2026-01-21'].map((date) => ({ name: reportFile('batch', date), content })),
    );
    const rows = await world.operator.tables.rows<{ asn: number }>(
      "SELECT enriched_asn AS asn FROM events WHERE list = 'batch' ORDER BY report_date",
      {},
    );
    expect(rows).toEqual([{ asn: 64496 }, { asn: 64510 }]);
  });

  it('keeps the values when a day is rebuilt, and after opening the store again', async () => {
    await world.restart();
    const [row] = await enriched('2026-01-15', 'again', ['192.0.2.3']);
    expect(row).toMatchObject({ enriched_asn: 64496 });
  });

  describe('queries', () => {
    const found = async (...where: string[]) => {
      const clock = () => new Date('2026-02-01T07:00:00Z');
      const queries = new EventQueries({ store: world.operator, catalogue: world.catalogue, clock });
      const query: Record<string, string[]> = { list: ['asked'] };
      for (const condition of where) addCondition(query, condition);
      const { events } = await queries.page({ query, fields: ['ip', 'enriched_asn'], limit: 100 });
      return events.map((event) => String(event.ip)).toSorted();
    };
    beforeAll(() =>
      world.ingest([
        {
          name: reportFile('asked', '2026-01-14'),
          content: `timestamp,ip,port,asn,geo
2026-01-14 00:00:01,192.0.2.10,123,64496,AT
2026-01-14 00:00:01,192.0.2.129,123,64500,at
2026-01-14 00:00:01,192.0.2.131,64511,64511,DE
2026-01-14 00:00:01,192.0.2.11,123,,AT
2026-01-14 00:00:01,198.51.100.10,123,64500,AT
`,
        },
      ]),
    );

    it.each([
      ['asn!=enriched_asn', ['192.0.2.129']],
      ['asn=enriched_asn', ['192.0.2.10', '192.0.2.131']],
      ['ASN<=Enriched_ASN', ['192.0.2.10', '192.0.2.129', '192.0.2.131']],
      ['port=asn', ['192.0.2.131']],
      ['geo!=enriched_country', ['192.0.2.131']],
      ['geo=enriched_country', ['192.0.2.129']],
      ['enriched_asn=64496', ['192.0.2.10', '192.0.2.11']],
      ['enriched_as_name=example*', ['192.0.2.10', '192.0.2.11']],
      ['enriched_by=own@*', ['192.0.2.10', '192.0.2.11', '192.0.2.129', '192.0.2.131', '198.51.100.10']],
      ['enriched_asn=', ['198.51.100.10']],
    ])('%s', async (condition, addresses) => {
      expect(await found(condition)).toEqual(addresses);
    });

    it('join comparisons of fields with values', async () => {
      expect(await found('asn!=enriched_asn', 'asn=64500')).toEqual(['192.0.2.129']);
      expect(await found('asn=enriched_asn', 'asn=|64500')).toEqual([
        '192.0.2.10',
        '192.0.2.129',
        '192.0.2.131',
        '198.51.100.10',
      ]);
    });

    it.each([
      ['asn=hostname', '"hostname" is not a number'],
      ['asn=enriched_geo', 'cannot be compared with the field "enriched_geo"'],
      ['geo>=enriched_geo', 'has no order'],
      ['asn=nonsense', '"nonsense" is not a number'],
    ])('refuse %s', async (condition, problem) => {
      await expect(found(condition)).rejects.toThrow(problem);
    });
  });

  it('lists the addresses at hand', async () => {
    expect(await world.store.enrichment.of(SOURCES).addressesSince('2026-01-21')).toEqual(['192.0.2.2']);
  });

  it('decides between rows of one network in the same way for events and for look-ups', async () => {
    const network = '198.51.100.0/24';
    const rows = [{}, { asn: 64510 }, { asn: 64505, asName: 'B' }, { asn: 64505, asName: 'A' }, {}];
    const published = await publish('own', [
      ...rows.map((values) => ({ network, ...values })),
      { network: '192.0.2.128/26', asn: 64511, country: 'AT' },
    ]);
    expect(published.networks).toBe(2);
    const [row] = await enriched('2026-01-30', 'decided', ['198.51.100.9']);
    expect(row).toMatchObject({ enriched_asn: 64505, enriched_as_name: 'A' });
    const found = await world.store.enrichment.of(SOURCES).lookUp(['198.51.100.9'], '2026-01-30', 'own');
    expect(found.get('198.51.100.9')?.map(({ values }) => values)).toEqual([{ asn: 64505, asName: 'A' }]);
  });
});

it('names the version of a day', () => {
  const versions = ['2026-02-01', '2026-01-01'].map((valid_from) => ({ valid_from })) as never;
  expect(validOn(versions, '2026-01-31')).toMatchObject({ valid_from: '2026-01-01' });
  expect(validOn(versions, '2026-02-01')).toMatchObject({ valid_from: '2026-02-01' });
});
