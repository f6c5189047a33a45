// Tests what a client of a collection learns when reports are issued again, withdrawn or removed, and when holdings change.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EMPTY } from '../../constituents/constituent.js';
import { ALWAYS } from '../../domain/days.js';
import type { StixObject } from '../../mapping/index.js';
import { ApiWorld, NOW } from '../reports-api/testing/api-world.js';
import { readAll } from './testing/reading.js';

let api: ApiWorld;
beforeAll(async () => {
  api = await ApiWorld.open();
});
afterAll(() => api.close());

const NTP = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,version,refid';
const ZOO = '2026-03-01 01:00:00,medium,192.0.2.1,udp,123,ntp1.zoo.example.com,ntp,64496,DE,BERLIN,BERLIN,4,';
const FARM = '2026-03-01 01:00:02,low,198.51.100.1,udp,123,ntp.farm.example.net,ntp,64500,FR,PARIS,PARIS,3,';
const NEW = '2026-03-01 01:00:07,low,192.0.2.77,udp,123,,ntp,64496,DE,BERLIN,BERLIN,3,';

const issue = (at: number, ...lines: string[]) =>
  api.world.ingest(
    [
      {
        name: '2026-03-01-scan_ntp-example-geo.csv',
        content: `${[NTP, ...lines].join('\n')}\n`,
        publishedAt: 1_772_500_000 + at,
      },
    ],
    1,
  );

/** What came since the last call. */
let last = '';
async function news(key = 'zoo'): Promise<StixObject[]> {
  const read = await readAll(api, { key, after: last });
  last = read.last;
  return read.objects;
}
const of = (objects: readonly StixObject[], type: string) => objects.filter((one) => one.type === type);
const values = (objects: readonly StixObject[]) => objects.flatMap(({ value }) => value ?? []);

it('a report that is issued again comes again, with the same id and a newer version', async () => {
  const [before] = of(await news(), 'report');
  await issue(1, ZOO, FARM, NEW);
  const again = await news();
  expect(of(again, 'report')).toMatchObject([{ id: before!.id, name: before!.name }]);
  expect(of(again, 'report')[0]!.modified! > before!.modified!).toBe(true);
  expect(values(again)).toContain('192.0.2.77');
  expect(await news()).toEqual([]);
});

it('a report that is issued again without a change of own rows does not come again', async () => {
  await issue(2, ZOO, NEW);
  expect(await news()).toEqual([]);
});

it('a withdrawn report is revoked, and is there again after the next version', async () => {
  await issue(3, FARM);
  const gone = await news();
  expect(gone.filter(({ type }) => !['marking-definition', 'identity'].includes(type))).toMatchObject([
    { type: 'note', revoked: true },
    { type: 'report', revoked: true },
  ]);
  await issue(4, ZOO, FARM);
  const [back] = of(await news(), 'report');
  expect(back).toMatchObject({ id: of(gone, 'report')[0]!.id });
  expect([back!.revoked, back!.modified! > of(gone, 'report')[0]!.modified!]).toEqual([undefined, true]);
});

it('events that retention removes are gone, and not revoked', async () => {
  await news();
  await api.world.store.expiry.expire(new Map([['scan_ssh', '2026-03-03']]), 1_772_550_000);
  expect(await news()).toEqual([]);
  const { objects } = await readAll(api);
  expect(of(objects, 'report').map(({ name }) => name)).toEqual([
    'Shadowserver Report scan_ntp: example-geo 2026-03-02',
    'Shadowserver Report scan_ntp: example-geo 2026-03-01',
  ]);
});

it('what a constituent holds no longer is revoked, and what it still holds does not come again', async () => {
  await api.constituents.save([{ ...EMPTY, id: 'zoo', name: 'The Zoo', networks: ['192.0.2.1/32'] }], {
    ...{ since: '2026-03-02', author: 'ada', reason: '', clock: () => NOW },
  });
  expect(await news()).toEqual([]);
  await api.constituents.save([{ ...EMPTY, id: 'zoo', name: 'The Zoo', networks: ['192.0.2.200/32'] }], {
    ...{ since: ALWAYS.from, author: 'ada', reason: '', clock: () => NOW },
  });
  const revoked = of(await news(), 'report').map(({ name, revoked }) => [name, revoked]);
  expect(revoked).toEqual([
    ['Shadowserver Report scan_ntp: example-geo 2026-03-01', true],
    ['Shadowserver Report scan_ntp: example-geo 2026-03-02', true],
  ]);
});

it('rows that are marked higher than the level of their constituent are withheld', async () => {
  const zoo = { ...EMPTY, id: 'zoo', name: 'The Zoo', networks: ['192.0.2.0/24'], tlp: 'amber' };
  await api.constituents.save([zoo], {
    ...{ since: ALWAYS.from, author: 'ada', reason: '', clock: () => NOW },
  });
  await news();
  const rows = [
    '2026-03-01 01:00:00,high,192.0.2.11,tcp,443,TLP:AMBER',
    '2026-03-01 01:00:01,high,192.0.2.12,tcp,443,TLP:RED',
  ];
  await api.world.ingest(
    [
      {
        name: '2026-03-01-scan_exchange-example-geo.csv',
        content: `timestamp,severity,ip,protocol,port,tlp\n${rows.join('\n')}\n`,
        publishedAt: 1_772_500_009,
      },
    ],
    1,
  );
  const objects = await news();
  expect(values(objects)).toContain('192.0.2.11');
  expect(JSON.stringify(objects)).not.toContain('192.0.2.12');
});
