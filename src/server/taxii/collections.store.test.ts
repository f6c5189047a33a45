// Tests that a client of a collection has exactly the objects of its constituents, however it pages.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import type { StixObject } from '../../mapping/index.js';
import { requireValid } from '../../mapping/stix/testing/validate.js';
import { exportStix } from '../../query/index.js';
import { ApiWorld, NOW } from '../reports-api/testing/api-world.js';
import { lastVersions, pathOf, type Reading, readAll } from './testing/reading.js';

let api: ApiWorld;
/** The steady clock of the server, and by how much it moves whenever the server looks at it. */
let [time, step] = [0, 0];
const folder = mkdtempSync(path.join(tmpdir(), 'sundial-taxii-'));
beforeAll(async () => {
  api = await ApiWorld.open({
    now: () => {
      time += step;
      return time;
    },
  });
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Collection {
  readonly id: string;
  readonly alias: string;
  readonly can_read: boolean;
  readonly can_write: boolean;
}

interface Manifest {
  readonly more?: boolean;
  readonly objects?: readonly {
    readonly id: string;
    readonly date_added: string;
    readonly version: string;
  }[];
}

async function collectionsOf(key: string): Promise<readonly Collection[]> {
  const { json } = await api.getAs(key, '/taxii2/sundial/collections/');
  return (json as { collections: readonly Collection[] }).collections;
}

const manifest = async (parameters: string) => {
  const { json, status, text } = await api.getAs('zoo', `${pathOf('zoo')}manifest/?${parameters}`);
  expect(status, text).toBe(200);
  return json as Manifest;
};
const ids = (objects: readonly StixObject[] = []) => [...new Set(objects.map(({ id }) => id))].toSorted();
const object = (id: string, parameters = '') =>
  api.getAs('zoo', `${pathOf('zoo')}objects/${id}/${parameters}`);

/** All references of objects. */
const refs = (objects: readonly StixObject[]) =>
  objects.flatMap((object) =>
    Object.entries(object).flatMap(([name, value]) => (/_refs?$/.test(name) ? [value].flat() : [])),
  ) as string[];

/** What `sundial export --stix` writes of some constituents. */
async function exported(constituents: readonly string[], date: string): Promise<StixObject[]> {
  const holders = await api.callers.holdersOf(constituents);
  const output = path.join(folder, `${constituents.join('-')}-${date.replace(':', '-')}.json`);
  await exportStix(
    { store: holders[0]!.store, catalogue: api.world.catalogue, clock: () => NOW },
    {
      query: { date },
      output,
      options: { names: 'plain', tlp: 'amber', tlpVersion: 1, notes: 'many' },
      filesOf: async () => new Map(),
    },
  );
  const { objects } = JSON.parse(readFileSync(output, 'utf8')) as { objects: StixObject[] };
  requireValid(objects);
  return objects;
}

describe('collections', () => {
  it('are one for each constituent of a key, and one for all', async () => {
    const [zoo, ...others] = await collectionsOf('zoo');
    expect(others).toEqual([]);
    expect(zoo).toMatchObject({ alias: 'zoo', can_read: true, can_write: false });
    const both = await collectionsOf('both');
    expect(both.map(({ alias }) => alias)).toEqual(['farm', 'zoo', 'all']);
    expect(both[1]!.id).toBe(zoo!.id);
    expect(new Set(both.map(({ id }) => id)).size).toBe(3);
    for (const name of [zoo!.id, 'zoo', 'all'])
      expect((await api.getAs('zoo', pathOf(name))).json).toMatchObject({ id: zoo!.id });
  });

  it('have objects that are marked and complete', async () => {
    const { objects, answers } = await readAll(api);
    const known = new Set(ids(objects));
    expect(refs(objects).filter((id) => !known.has(id))).toEqual([]);
    const [marking] = objects.filter(({ type }) => type === 'marking-definition');
    expect(marking).toMatchObject({ definition: { tlp: 'amber' } });
    const isMarked = (one: StixObject) => one === marking || String(one.object_marking_refs) === marking!.id;
    expect(objects.filter((one) => !isMarked(one))).toEqual([]);
    expect(answers[0]!.headers['content-type']).toBe('application/taxii+json;version=2.1');
    // One answer has one version of each object.
    expect(known.size).toBe(objects.length);
  });

  it.each([
    ['zoo', '2026-03-01:2026-03-02'],
    ['farm', '2026-03-01:2026-03-02'],
    ['lake', '2026-03-01:2026-03-02'],
  ])('of %s have the objects of its export', async (constituent, period) => {
    const { objects } = await readAll(api, { key: constituent });
    const file = await exported([constituent], period);
    expect(ids(objects)).toEqual(ids(file));
    const reports = (all: readonly StixObject[]) =>
      all
        .filter(({ type }) => type === 'report')
        .map(({ id, object_refs, name, labels }) => ({ id, object_refs, name, labels }))
        .toSorted((one, other) => (one.id < other.id ? -1 : 1));
    expect(reports(objects)).toEqual(reports(file));
  });

  it('of all constituents have the objects of each', async () => {
    const { objects } = await readAll(api, { key: 'both', collection: 'all' });
    for (const constituent of ['zoo', 'farm']) {
      const own = ids((await readAll(api, { key: 'both', collection: constituent })).objects);
      expect(own.filter((id) => !ids(objects).includes(id))).toEqual([]);
    }
  });
});

describe('paging', () => {
  it('gives the same objects whatever the limits, by next and by the date of the last object alone', async () => {
    const whole = lastVersions((await readAll(api)).objects);
    const reading = fc.record({
      by: fc.constantFrom<NonNullable<Reading['by']>>('next', 'added_after'),
      limits: fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 6, max: 60 })), {
        minLength: 1,
        maxLength: 4,
      }),
    });
    await fc.assert(
      fc.asyncProperty(reading, async (one) => {
        const { objects, answers } = await readAll(api, one);
        expect(lastVersions(objects)).toEqual(whole);
        for (const [page, answer] of answers.entries()) {
          const limit = one.limits[page % one.limits.length]!;
          expect((answer.json as { objects: unknown[] }).objects.length).toBeLessThanOrEqual(limit);
        }
      }),
      { numRuns: campaign({ short: 2, full: 60 }), examples: [[{ by: 'added_after', limits: [1] }]] },
    );
  });

  it('has a date of its own for each object, in their order', async () => {
    const { objects = [], more } = await manifest('match[version]=all');
    expect(more).toBeUndefined();
    const dates = objects.map(({ date_added }) => date_added);
    expect(dates).toEqual([...new Set(dates)].toSorted());
    for (const date of dates) expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    const { answers } = await readAll(api, { more: 'match[version]=all' });
    expect(answers[0]!.headers).toMatchObject({
      'x-taxii-date-added-first': dates[0],
      'x-taxii-date-added-last': dates.at(-1),
    });
    const later = await manifest(`match[version]=all&added_after=${dates[9]}`);
    // The same versions of the marking and the author come again with each report.
    const versionOf = ({ id, version }: { id: string; version: string }) => `${id} ${version}`;
    const first = new Set(objects.slice(0, 10).map(versionOf));
    expect(later.objects?.filter((one) => !first.has(versionOf(one)))).toEqual(objects.slice(10));
    expect(await manifest(`added_after=${dates.at(-1)}`)).toEqual({});
  });

  it('goes on after answers that ended because their time was up', async () => {
    const whole = lastVersions((await readAll(api)).objects);
    step = 1_000;
    const { objects, answers } = await readAll(api).finally(() => {
      step = 0;
    });
    expect(answers.length).toBeGreaterThan(3);
    expect(lastVersions(objects)).toEqual(whole);
  });

  it('ends with an answer that says there is no more, also if the last object is the limit', async () => {
    const { objects } = await readAll(api);
    const { answers } = await readAll(api, { limits: [objects.length] });
    expect(answers).toHaveLength(1);
  });
});

describe('filters', () => {
  it('by type, id and version of STIX', async () => {
    const { objects } = await readAll(api);
    const types = (await readAll(api, { more: 'match[type]=report,note' })).objects;
    expect(types).toEqual(objects.filter(({ type }) => ['report', 'note'].includes(type)));
    expect(types).toHaveLength(6);
    const some = [objects[3]!.id, objects.at(-1)!.id];
    expect(ids((await readAll(api, { more: `match[id]=${some}` })).objects)).toEqual(some.toSorted());
    expect((await readAll(api, { more: 'match[spec_version]=2.0' })).objects).toEqual([]);
    expect((await readAll(api, { more: 'match[spec_version]=2.0,2.1' })).objects).toEqual(objects);
    expect((await readAll(api, { more: 'match[type]=nosuch' })).objects).toEqual([]);
  });

  it('by version: the address of two days was seen twice', async () => {
    const { objects } = await readAll(api);
    const address = objects.find(({ value }) => value === '192.0.2.1')!;
    const observed = objects.find(
      ({ type, object_refs }) => type === 'observed-data' && [object_refs].flat().includes(address.id),
    )!;
    const versions = (await object(observed.id, 'versions/')).json as { versions: string[] };
    expect(versions.versions).toHaveLength(2);
    const one = async (version: string) =>
      ((await object(observed.id, `?match[version]=${version}`)).json as { objects: StixObject[] }).objects;
    expect((await object(observed.id)).json).toEqual({ objects: [observed] });
    expect(await one('last')).toEqual([observed]);
    expect((await one('first'))[0]!.first_observed).toBe('2026-03-01T01:00:00Z');
    const all = await one('all');
    expect(all.map(({ modified }) => modified)).toEqual(versions.versions);
    expect(all.map(({ first_observed }) => first_observed)).toEqual([
      '2026-03-01T01:00:00Z',
      observed.first_observed,
    ]);
    expect(new Set(all.map(({ created }) => created)).size).toBe(1);
    expect(await one(String(observed.modified))).toEqual([observed]);
    const [first] = all.map(({ modified }) => modified);
    for (const either of ['first,last', 'last,first', `first,${observed.modified}`, `${first},last`])
      expect(await one(either)).toEqual(all);
    expect(await one(`first,${first}`)).toEqual([all[0]]);
    for (const filter of [
      'match[version]=2000-01-01T00:00:00Z',
      'added_after=2100-01-01T00:00:00Z',
      'match[spec_version]=2.0',
      'match[type]=report',
    ])
      for (const path of [`?${filter}`, `versions/?${filter}`]) {
        // All versions are asked for, whatever the filter says.
        if (path.startsWith('versions/?match[version]')) continue;
        const { status, json } = await object(observed.id, path);
        expect([path, status, json]).toEqual([path, 200, {}]);
      }
    const unversioned = (await object(address.id, 'versions/')).json as { versions: string[] };
    expect(unversioned.versions).toHaveLength(2);
  });

  it.each([
    '',
    'versions/',
    '?match[version]=all',
    '?added_after=2100-01-01T00:00:00Z',
    '?match[spec_version]=2.0',
  ])('find no object that is not there (%s)', async (path) => {
    const { status, json } = await object('report--00000000-0000-4000-8000-000000000000', path);
    expect([status, json]).toEqual([
      404,
      { title: 'Not Found', description: 'the collection has no such object', http_status: '404' },
    ]);
  });
});
