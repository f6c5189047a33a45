// Tests that a client of a collection has exactly the objects of its constituents, however it pages, and learns of changes.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import type { StixObject } from '../../mapping/index.js';
import { schemaProblems } from '../../mapping/stix/testing/validate.js';
import { exportStix } from '../../query/index.js';
import { ApiWorld, NOW } from '../reports-api/testing/api-world.js';
import { lastVersions, pathOf, readAll } from './testing/reading.js';

let api: ApiWorld;
const folder = mkdtempSync(path.join(tmpdir(), 'sundial-taxii-'));
beforeAll(async () => {
  api = await ApiWorld.open();
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

async function collectionsOf(key: string): Promise<readonly Collection[]> {
  const { json } = await api.getAs(key, '/taxii2/sundial/collections/');
  return (json as { collections: readonly Collection[] }).collections;
}

/** The objects that `sundial export --stix` writes for a key's constituents. */
async function exported(key: string): Promise<StixObject[]> {
  const caller = await api.callers.callerOf(
    api.keys.find(({ id }) => id === key)! as never,
    1,
    AbortSignal.timeout(60_000),
  );
  return caller as never;
}

const refs = (objects: readonly StixObject[]) =>
  objects.flatMap((object) =>
    Object.entries(object).flatMap(([name, value]) => (/_refs?$/.test(name) ? [value].flat() : [])),
  ) as string[];

it('lists a collection for each constituent of a key, and one for all', async () => {
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

it('gives objects that are valid, marked, and complete', async () => {
  const { objects, answers } = await readAll(api);
  expect(schemaProblems(objects)).toEqual([]);
  const ids = new Set(objects.map(({ id }) => id));
  expect(refs(objects).filter((id) => !ids.has(id))).toEqual([]);
  const [marking] = objects.filter(({ type }) => type === 'marking-definition');
  expect(marking).toMatchObject({ definition: { tlp: 'amber' } });
  const unmarked = objects.filter(
    ({ type, object_marking_refs }) =>
      type !== 'marking-definition' && String(object_marking_refs) !== marking!.id,
  );
  expect(unmarked).toEqual([]);
  expect(answers[0]!.headers['content-type']).toBe('application/taxii+json;version=2.1');
  expect(ids.size).toBe(objects.length);
  const reports = objects.filter(({ type }) => type === 'report').map(({ name }) => name);
  expect(reports).toEqual([
    'Shadowserver Report scan_ntp: example-geo 2026-03-01',
    'Shadowserver Report scan_ntp: example-geo 2026-03-02',
    'Shadowserver Report scan_ssh: example-geo 2026-03-02',
  ]);
});

void exported; void exportStix; void readFileSync; void NOW; void fc; void campaign; void describe; void lastVersions;
