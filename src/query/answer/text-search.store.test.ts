// Compares searches that use text lists with searches through all columns, for parts of stored cells and random texts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import { World } from '../../../test/support/world.js';
import { RestrictedScope } from '../../domain/scope.js';
import type { ScopedStore } from '../../store/index.js';
import type { Query } from '../language/query.js';
import { hostileRows, randomFrom, reportFiles } from '../testing/hostile-reports.js';
import { EventQueries } from './event-queries.js';

const seed = Number(process.env.SUNDIAL_TEST_SEED ?? 20260119);
const random = randomFrom(seed);
const rows = hostileRows(random, 30);
/** Columns of all kinds: words, texts, numbers, times, bytes in each form, and keys. */
const HEADER = [
  ...['timestamp', 'ip', 'cipher_suite', 'cert_serial_number', 'md5_fingerprint', 'cert_issue_date', 'jarm'],
  ...['raw_cert', 'http_date', 'content_length', 'mark'],
];
const WIDE = Array.from({ length: 40 }, (_, at) => wideRow(at));

function wideRow(at: number): string[] {
  const hex = (size: number) => Array.from({ length: size }, () => random(256).toString(16).padStart(2, '0'));
  return [
    `2026-01-15 00:00:${String(at).padStart(2, '0')}`,
    `192.0.2.${at + 1}`,
    ['TLS_RSA_WITH_AES_128', 'tls_ecdhe', '', 'straße\u00a0Ü'][random(4)]!,
    hex(1 + random(9))
      .join('')
      .toUpperCase(),
    hex(16).join(':').toUpperCase(),
    '2025-12-31 10:20:30',
    hex(31).join(''),
    Buffer.from(hex(12).join('')).toString('base64'),
    ['Thu, 15 Jan 2026 10:00:00 GMT', 'soon', ''][random(3)]!,
    String(random(3) * 1234),
    `wide ${at}`,
  ];
}

const csv = (lines: readonly string[][]) =>
  lines.map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\n');

let world: World;
beforeAll(async () => {
  world = await World.open();
  const invalid = Buffer.concat([
    Buffer.from('timestamp,ip,banner,mark\n2026-01-16 01:00:00,192.0.2.77,SSH-'),
    Buffer.from([0xff, 0xfe, 0xc3]),
    Buffer.from('-Dropbear,broken\n'),
  ]);
  await world.ingest([
    ...reportFiles(rows),
    { name: '2026-01-15-scan_ssl-a.csv', content: csv([HEADER, ...WIDE]) },
    { name: '2026-01-16-scan_ssh-a.csv', content: invalid },
  ]);
  // Reports that are issued again, so that lists of hidden and of removed loads are there as well.
  const again = reportFiles(rows.filter((_, at) => at % 30 > 9));
  await world.ingest(again.map((file) => ({ ...file, publishedAt: 1_800_000_000 })));
});
afterAll(() => world.close());

const clock = () => new Date('2026-01-18T12:00:00Z');
const through = (store: ScopedStore) => new EventQueries({ store, catalogue: world.catalogue, clock });

/** The same store without the use of text lists. */
function withoutLists(store: ScopedStore): ScopedStore {
  const events = Object.create(store.events, { textPlaces: { value: async () => undefined } });
  return { ...store, events };
}

async function expectSame(store: ScopedStore, query: Query): Promise<number> {
  const [lists, all] = [through(store), through(withoutLists(store))];
  const asked = { ...query, fields: ['mark'], limit: 5_000 };
  const found = await lists.page(asked);
  expect(found, JSON.stringify(query)).toEqual(await all.page(asked));
  return found.events.length;
}

/** A part of a random cell, often in other letters. */
function part(): string {
  const cells = random(3) === 0 ? WIDE[random(WIDE.length)]! : rows[random(rows.length)]!.cells;
  const cell = [...cells[random(cells.length)]!];
  const from = random(cell.length);
  const text = cell.slice(from, from + 1 + random(random(2) === 0 ? 4 : 14)).join('');
  return [text, text.toUpperCase(), text.toLowerCase()][random(3)]!;
}
const LETTERS = [...'abcdef0123456789:.-;ghxyz üÜß%_\\\'"\n'];
const letters = () => Array.from({ length: 1 + random(4) }, () => LETTERS[random(LETTERS.length)]!).join('');
/** A text as a value that is taken literally. */
const value = (text: string) => `=${text}`;

describe('searches with text lists find what searches through all columns find', () => {
  const texts = Array.from({ length: campaign({ short: 6, full: 60 }) }, (_, at) =>
    at % 4 === 3 ? letters() : part(),
  ).filter((text) => text !== '');

  it('for parts of cells and random texts', async () => {
    expect(await world.operator.events.textPlaces({ text: 'a', condition: '1', values: {} })).toBeDefined();
    let found = 0;
    for (const text of texts) found += await expectSame(world.operator, { query: { text: [value(text)] } });
    expect(found).toBeGreaterThan(texts.length);
  });

  it('on small pages in the order of time, which are read day by day', async () => {
    // In a plain run each text is asked for in one order.
    const orders = ['descending', 'ascending', 'timestamp:desc'];
    for (const [at, text] of ['row', 'a', 'wide'].entries())
      for (const sort of campaign({ short: [orders[at]!], full: orders })) {
        const query = { query: { text: [text] }, sort };
        const [lists, all] = [through(world.operator), through(withoutLists(world.operator))];
        const [small, large] = [{ limit: 3 }, { limit: 500 }].map((limit) => ({
          ...query,
          ...limit,
          fields: ['mark'],
        }));
        const first = await lists.page(small!);
        const next = first.next === undefined ? [] : [await lists.page({ ...small!, cursor: first.next })];
        const events = [first, ...next].flatMap((one) => one.events);
        expect(events, `${text} ${sort}`).toEqual((await all.page(large!)).events.slice(0, events.length));
      }
  });

  it('with other conditions, several texts and none of them', async () => {
    for (let at = 0; at + 2 < texts.length; at += 3) {
      const [a, b, c] = texts.slice(at, at + 3).map(value) as [string, string, string];
      const query = { text: [a, `!${b}`] };
      await expectSame(world.operator, { query, date: '2026-01-15:2026-01-16' });
      await expectSame(world.operator, { query: { text: [a, b] }, type: ['scan'] });
      await expectSame(world.operator, { any: [{ query: { text: [b] } }, { query: { Text: [`&${c}`] } }] });
    }
  });

  it('under a restricted scope', async () => {
    const store = world.store.as(RestrictedScope.of([{ asns: [64496], from: '2026-01-16' }]));
    for (const text of texts.slice(0, campaign({ short: 3, full: 20 })))
      await expectSame(store, { query: { text: [value(text)] } });
  });

  it('in counts, facets and statistics', async () => {
    const [lists, all] = [through(world.operator), through(withoutLists(world.operator))];
    for (const text of texts.slice(0, campaign({ short: 3, full: 10 }))) {
      const query = { query: { text: [value(text)] } };
      expect(await lists.count(query)).toEqual(await all.count(query));
      expect(await lists.facet({ ...query, facet: 'tag' })).toEqual(
        await all.facet({ ...query, facet: 'tag' }),
      );
      expect(await lists.stats(query, 'geo')).toEqual(await all.stats(query, 'geo'));
    }
  });

  it('for parts of bytes with colons, which every row prints', async () => {
    const parts = WIDE.slice(0, 6).map((cells) => cells[4]!.slice(random(5), 9));
    for (const text of ['0', '0a', ':', ...parts]) {
      const query = { query: { text: [value(text.toLowerCase())] }, type: ['scan_ssl'] };
      const page = await through(world.operator).page({ ...query, fields: ['mark'] });
      const searched = WIDE.filter((cells) =>
        cells.slice(2).some((cell) => cell.toUpperCase().includes(text.toUpperCase())),
      );
      expect(page.events.map(({ mark }) => mark).sort(), text).toEqual(
        searched.map((cells) => cells.at(-1)).sort(),
      );
    }
  });

  it('beside bytes that are no UTF-8', async () => {
    expect(await expectSame(world.operator, { query: { text: ['dropbear'] } })).toBe(1);
  });
});
