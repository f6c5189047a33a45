// Compares the fields of records with Elastic's own list of this version of ECS, and bounds their number.
import { EcsFlat, EcsVersion } from '@elastic/ecs';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { eventOf } from '../../publish/testing/events.js';
import { findingOf } from '../../publish/testing/findings.js';
import { DEFAULT_STREAM } from './data-stream.js';
import { CATEGORISATIONS, categorisationOf } from './event-facts.js';
import { ECS_VERSION } from './field-table.js';
import { ecsFields, ecsTypeOf } from './field-types.js';
import { EcsMapping } from './mapping.js';
import { ownColumns } from './own-fields.js';

interface Published {
  readonly type: string;
  readonly normalize: readonly string[];
  readonly allowed_values?: readonly {
    readonly name: string;
    readonly expected_event_types?: readonly string[];
  }[];
}

const PUBLISHED: Readonly<Record<string, Published>> = EcsFlat as never;
const CATALOGUE = loadCatalogue();
const mapping = new EcsMapping({ catalogue: CATALOGUE, stream: DEFAULT_STREAM });

/** Types of ECS that are one of ours in an index that holds no more of them. */
const SAME: Readonly<Record<string, string>> = {
  wildcard: 'keyword',
  constant_keyword: 'keyword',
  match_only_text: 'text',
  scaled_float: 'float',
};

const isOurs = (field: string) => field.startsWith('shadowserver.');

it('is the version of the list', () => expect(EcsVersion).toBe(ECS_VERSION));

it.each(ecsFields().filter((field) => !isOurs(field)))('%s has the type of ECS', (field) => {
  const { type } = PUBLISHED[field] ?? { type: 'none' };
  expect(ecsTypeOf(field)).toBe(SAME[type] ?? type);
});

describe('the fields of records', () => {
  /** Leaves with their values, from an event of the type with a cell in every column. */
  const leaves = (type: string, columns: readonly string[]) => {
    const cells = Object.fromEntries(columns.map((column) => [column, CELLS[column] ?? `cell of ${column}`]));
    return leavesOf(mapping.recordOf(eventOf(columns, cells, { type, date: '2026-01-15' })));
  };

  it('are lists where ECS says so, and only there', () => {
    for (const { id, columns } of CATALOGUE.types())
      for (const [field, value] of leaves(id, columns)) {
        if (isOurs(field)) continue;
        const isList = PUBLISHED[field]?.normalize.includes('array');
        expect([id, field, Array.isArray(value)]).toEqual([id, field, isList]);
      }
  });

  /** The pairs of columns and cells, whose parts are declared. */
  const PAIRS = 'shadowserver.other';

  it('are all declared, so that an index has a type for each', () => {
    const declared = new Set(ecsFields());
    for (const { id, columns } of CATALOGUE.types())
      for (const [field] of leaves(id, columns)) {
        if (field === PAIRS) continue;
        const isOwnText = isOurs(field) && ownColumns(CATALOGUE).has(field.slice('shadowserver.'.length));
        expect([id, field, declared.has(field) || isOwnText]).toEqual([id, field, true]);
      }
  });

  it('hold every cell of every type', () => {
    for (const { id, columns } of CATALOGUE.types()) {
      const text = JSON.stringify(leaves(id, columns)).toLowerCase();
      for (const column of columns)
        expect(text).toContain((CELLS[column] ?? `cell of ${column}`).toLowerCase());
    }
  });

  it('are fewer than an index accepts, with all columns of all types in one index', () => {
    const fields = new Set([
      ...ecsFields(),
      ...[...ownColumns(CATALOGUE)].map((name) => `shadowserver.${name}`),
    ]);
    const objects = new Set([...fields].flatMap(parentsOf));
    expect(fields.size).toBeGreaterThan(741);
    expect(fields.size + objects.size).toBeLessThan(1_500);
  });
});

/** Cells that their typed fields accept. */
const CELLS: Readonly<Record<string, string>> = {
  timestamp: '2026-01-15T00:01:02Z',
  ip: '192.0.2.1',
  src_ip: '192.0.2.1',
  dst_ip: '198.51.100.1',
  http_referer_ip: '192.0.2.3',
  tag: 'word',
  mac_address: '00-00-5E-00-53-01',
  mac: '00-00-5E-00-53-01',
  http_url: '/path',
  url: 'https://www.example.com/path',
  ipv4_address: '192.0.2.2',
};

function leavesOf(value: object, path = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([name, part]): [string, unknown][] => {
    const field = path === '' ? name : `${path}.${name}`;
    return typeof part === 'object' && !Array.isArray(part) ? leavesOf(part, field) : [[field, part]];
  });
}

const parentsOf = (field: string): string[] => {
  const parts = field.split('.');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('.'));
};

it('names the device that a finding follows as the host', () => {
  const { host } = mapping.findingOf(findingOf({ device: 'laptop-7' }));
  expect(host).toEqual({ name: 'laptop-7' });
  expect(mapping.findingOf(findingOf({}))).not.toHaveProperty('host');
});

describe('the category of every type', () => {
  it.each(CATALOGUE.types().map((type) => [type.id, type] as const))('%s is one of ECS', (_id, type) => {
    const { kind, category, type: types } = categorisationOf(type);
    expect(PUBLISHED['event.kind']!.allowed_values!.map(({ name }) => name)).toContain(kind);
    for (const name of category) {
      const allowed = PUBLISHED['event.category']!.allowed_values!.find((one) => one.name === name);
      expect(allowed?.expected_event_types).toEqual(expect.arrayContaining([...types]));
    }
    // A change of a finding is a state, and otherwise classified as the events of its type.
    const finding = mapping.findingOf(findingOf({ type: type.id }));
    expect(finding.event).toMatchObject({ kind: 'state', category, type: types });
  });

  it('is the one of its taxonomy, or that of others', () => {
    const classification = { taxonomy: 'test', type: 'test' };
    expect(categorisationOf({ classification })).toBe(CATEGORISATIONS.other);
  });
});
