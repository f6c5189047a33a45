// Checks the files of an export in STIX at the limit of a folder: all or none, and names in the order of the bundles.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LIMITS } from '../../domain/limits.js';
import { bundleFiles } from './stix-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sundial-stix-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bundle = (number: number) => ({
  ...{ id: `bundle--${number}`, objects: 1, texts: ['{}'], json: `{"id":"bundle--${number}"}` },
});

async function written(bundles: number, limit: number, output = path.join(folder, 'bundles')) {
  const files = await bundleFiles(output, false, limit);
  try {
    for (let number = 1; number <= bundles; number++) await files.add(bundle(number), 'report', number);
    return (await files.publish()).files;
  } finally {
    await files.discard();
  }
}

it('a folder has as many files as the limit, whose names are in the order of the bundles', async () => {
  const files = await written(12, 12);
  expect(files.map((file) => path.basename(file))).toEqual(
    files.map((file) => path.basename(file)).toSorted(),
  );
  const names = await readdir(path.join(folder, 'bundles'));
  const texts = await Promise.all(
    names.toSorted().map((name) => readFile(path.join(folder, 'bundles', name), 'utf8')),
  );
  expect(texts).toEqual(Array.from({ length: 12 }, (_, at) => `${bundle(at + 1).json}\n`));
});

it('one bundle more leaves no file, and the message says what to do', async () => {
  await expect(written(13, 12)).rejects.toMatchObject({
    code: 'query-too-large',
    message: expect.stringMatching(/too many bundles for a folder; name a file that ends with \.json.*12/),
  });
  expect(await readdir(folder)).toEqual([]);
});

it('a single file has no limit of bundles', async () => {
  const file = path.join(folder, 'all.json');
  expect(await written(13, 12, file)).toEqual([file]);
});

it('the limit permits a report of a million rows with certificates', () => {
  // Each row has a host, a certificate, traffic, an observation and a relationship, and 200 rows a note.
  expect(LIMITS.exportBundles).toBeGreaterThan((1_000_000 * 5.005) / 500);
});
