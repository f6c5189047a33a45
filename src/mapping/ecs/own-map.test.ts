// Checks loaded maps: the publisher's functions, precedence, values that a field does not allow, and the recorded vectors.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { eventOf, eventsOfCsv } from '../../publish/testing/events.js';
import { sharedData } from '../../records/testing/corpus.js';
import { EcsMapping } from './mapping.js';
import { ownMapOf } from './own-map.js';

const stream = { dataset: '{type}', namespace: 'default' };
const mappingWith = (map: unknown) =>
  new EcsMapping({ catalogue: loadCatalogue(), stream, map: ownMapOf(map, 'map.json') });

const recordOf = (map: unknown, cells: Readonly<Record<string, string>>, type = 'scan_ssl') =>
  mappingWith(map).recordOf(eventOf(Object.keys(cells), cells, { type, date: '2026-01-15' }));

describe('a loaded map', () => {
  it('replaces the rules for columns', () => {
    const map = {
      ip: 'host.ip',
      tag: '&tags',
      severity: '&labels(severity)',
      'scan_ssl.port': 'server.port',
    };
    const cells = { ip: '192.0.2.1', port: '443', tag: 'a,b;c', severity: 'low', geo: 'AT' };
    expect(recordOf({ map }, cells)).toMatchObject({
      ...{ host: { ip: '192.0.2.1' }, server: { port: 443 }, tags: ['a', 'b', 'c'] },
      ...{ labels: { severity: 'low' }, extra: { geo: 'AT' }, data_stream: { dataset: 'scan_ssl' } },
    });
    expect(recordOf({ ...map, port: 'source.port' }, cells)).toMatchObject({ server: { port: 443 } });
  });

  it('keeps values that a field does not allow, and fields inside of values', () => {
    const map = {
      ip: 'source.ip',
      source: 'source',
      day: '&convert_timestamp(event.start)',
      geo: '&unknown(x)',
    };
    const cells = { ip: '192.0.2.0/24', source: 'list', hostname: 'h', geo: 'AT' };
    expect(recordOf(map, cells, 'blocklist')).toMatchObject({
      source: 'list',
      extra: { ip: '192.0.2.0/24', hostname: 'h', geo: 'AT' },
    });
    const both = recordOf(map, { ...cells, ip: '192.0.2.1' }, 'blocklist');
    expect(both).toMatchObject({ source: { ip: '192.0.2.1' }, extra: { source: 'list' } });
  });

  it('cannot change the ids of a record', () => {
    const map = { ip: 'event.id', port: 'data_stream.dataset' };
    const record = recordOf(map, { ip: '192.0.2.1', port: '1' });
    expect(record).toMatchObject({
      data_stream: { dataset: 'scan_ssl' },
      extra: { ip: '192.0.2.1', port: '1' },
    });
  });

  it.each([[[]], [{ ip: 1 }], [{ ip: '__proto__.x' }], [{ ip: 'a..b' }], [{ ip: '&labels()' }], ['x']])(
    'is refused if it is none: %j',
    (map) => {
      expect(() => ownMapOf(map, 'map.json')).toThrow('map.json');
    },
  );
});

const golden = sharedData('golden/ecs/ecs.json');

interface Vectors {
  readonly map: unknown;
  readonly results: readonly {
    readonly type: string;
    readonly input_csv: string;
    readonly events_flat: readonly Readonly<Record<string, unknown>>[];
  }[];
}

describe.skipIf(golden === undefined)("the records of the publisher's program", () => {
  const { map, results }: Vectors =
    golden === undefined ? { map: {}, results: [] } : JSON.parse(readFileSync(golden, 'utf8'));
  const mapping = mappingWith(map);

  it('have the same fields, except for listed differences', () => {
    const differences = new Map<string, number>();
    let [equal, all] = [0, 0];
    for (const { type, input_csv, events_flat } of results)
      for (const [at, event] of eventsOfCsv(input_csv, { type, date: '2026-01-15' }).entries()) {
        const own = flat(mapping.recordOf(event));
        for (const [field, theirs] of Object.entries(events_flat[at] ?? {})) {
          all++;
          const difference = differenceOf(field, theirs, own);
          if (difference === undefined) equal++;
          else differences.set(difference, (differences.get(difference) ?? 0) + 1);
        }
      }
    console.log(`${equal} of ${all} fields are equal`, Object.fromEntries(differences));
    expect([...differences.keys()].filter((difference) => !difference.startsWith('ours: '))).toEqual([]);
    expect(equal / all).toBeGreaterThan(0.7);
  });
});

/** Why a field differs; undefined if it does not. `ours: ` marks the differences that are meant. */
function differenceOf(
  field: string,
  theirs: unknown,
  own: Readonly<Record<string, unknown>>,
): string | undefined {
  const value = own[field];
  if (JSON.stringify(value) === JSON.stringify(theirs)) return undefined;
  if (typeof value === 'number' && String(value) === theirs) return 'ours: a number, not its text';
  if (typeof value === 'string' && Date.parse(value) === Date.parse(String(theirs)))
    return 'ours: the same time with Z';
  const [, column = ''] = /^extra\.(.+)$/.exec(field) ?? [];
  if (value === undefined && own['extra.ip'] === theirs) return 'ours: a network is not an address';
  if (value === undefined && Object.values(own).some((one) => String(one) === theirs))
    return column === '' ? `ours: the rule for the type counts before ${field}` : `${field} is elsewhere`;
  return `${field}: ${JSON.stringify(theirs)}, not ${JSON.stringify(value)}`;
}

function flat(value: object, path = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      const field = path === '' ? name : `${path}.${name}`;
      return typeof part === 'object' && !Array.isArray(part)
        ? Object.entries(flat(part, field))
        : [[field, part]];
    }),
  );
}
