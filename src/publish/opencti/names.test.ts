// Checks reports that are named by the Reports API's id, as the existing connector names them, where its vectors are at hand.

import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asSundialError } from '../../domain/errors.js';
import { Secret } from '../../domain/secret.js';
import { sharedData } from '../../records/testing/corpus.js';
import type { Output, SliceContent } from '../output.js';
import { NEVER } from '../testing/events.js';
import { type Given, outputTo, StepPace, sliceOf } from './testing/output.js';
import { failed, OpenctiDouble } from './testing/platform.js';

const HEADER = 'timestamp,ip,port,asn,tag';
// The connector takes the day of the first row, which is not the first one in the order of the store.
const CSV = `${HEADER}\n2026-01-14 23:59:59,192.0.2.9,123,64496,ntp\n2026-01-15 00:00:01,192.0.2.1,123,64496,ntp\n`;
const ID = 'AbC123-download';

let platform: OpenctiDouble;
let folder: string;
let output: Output | undefined;

beforeEach(async () => {
  platform = await OpenctiDouble.start();
  folder = await mkdtemp(path.join(tmpdir(), 'sundial-opencti-'));
});
afterEach(async () => {
  await output?.close();
  await platform.stop();
  await rm(folder, { recursive: true, force: true });
});

async function* partsOf(csv: string) {
  const bytes = Buffer.from(csv);
  for (let at = 0; at < bytes.length; at += 40) yield bytes.subarray(at, at + 40);
}

/** Opens the output again, as after a restart. @param id undefined = the report did not come from the API */
async function reopened(id: string | undefined, csv: string, given: Partial<Given> = {}): Promise<Output> {
  await output?.close();
  output = await outputTo(platform.url, {
    ...{ folder, pace: new StepPace(), original: () => partsOf(csv) },
    downloadId: async () => (id === undefined ? undefined : new Secret(id)),
    values: { names: 'connector', create_incident: true },
    ...given,
  });
  await output.prepare(NEVER);
  return output;
}

async function sent(id: string | undefined, csv: string, content: SliceContent, given: Partial<Given> = {}) {
  const refusals = await (await reopened(id, csv, given)).replace!(content, NEVER);
  expect(refusals).toEqual([]);
  return reportsHeld();
}

const held = (...types: readonly string[]) =>
  [...platform.knowledge.objects.values()].filter(({ type }) => types.includes(type));
const reportsHeld = () => held('report').map(({ name, published }) => ({ name, published }));

const CONNECTORS = { name: `Shadowserver Report scan_ntp: ${ID}`, published: '2026-01-14T00:00:00Z' };
const PLAIN = {
  name: 'Shadowserver Report scan_ntp: alpha 2026-01-15',
  published: '2026-01-15T00:00:00Z',
};

describe('a report', () => {
  it('is named by the id of the API and the day of its first row, also when it is issued again', async () => {
    expect(await sent(ID, CSV, sliceOf({ alpha: CSV }))).toEqual([CONNECTORS]);
    const again = `${HEADER}\n2026-01-15 07:00:00,192.0.2.1,123,64496,ntp\n`;
    expect(await sent(ID, again, sliceOf({ alpha: again }, '2026-01-16T04:00:00.000Z'))).toEqual([
      CONNECTORS,
    ]);
    expect(held('report')[0]).toMatchObject({ modified: '2026-01-16T04:00:00.000Z' });
    const none = `${HEADER}\n`;
    await sent(ID, none, sliceOf({ alpha: none }, '2026-01-16T05:00:00.000Z'));
    await sent(ID, again, sliceOf({ alpha: again }, '2026-01-16T06:00:00.000Z'));
    expect(reportsHeld()).toEqual([CONNECTORS]);
  });

  it('has a plain name if it did not come from the API, and keeps it', async () => {
    expect(await sent(undefined, CSV, sliceOf({ alpha: CSV }))).toEqual([PLAIN]);
    expect(await sent(ID, CSV, sliceOf({ alpha: CSV }, '2026-01-16T04:00:00.000Z'))).toEqual([PLAIN]);
  });

  it('has a plain name unless the option says otherwise', async () => {
    expect(await sent(ID, CSV, sliceOf({ alpha: CSV }), { values: {} })).toEqual([PLAIN]);
    expect(JSON.stringify([...platform.knowledge.objects.values()])).not.toContain(ID);
  });

  it('has the day of the report if its file is not kept any more', async () => {
    output = await outputTo(platform.url, {
      ...{ folder, pace: new StepPace(), values: { names: 'connector' } },
      downloadId: async () => new Secret(ID),
    });
    await output.prepare(NEVER);
    await output.replace!(sliceOf({ alpha: CSV }), NEVER);
    expect(reportsHeld()).toEqual([{ ...CONNECTORS, published: PLAIN.published }]);
  });

  it('is never named by the id in works and failures', async () => {
    const opened = await reopened(ID, CSV);
    platform.fail = (operation) =>
      operation === 'stixBundlePush' ? failed('UNSUPPORTED_ERROR', `Invalid bundle of ${ID}`) : undefined;
    const failure = await opened.replace!(sliceOf({ alpha: CSV }), NEVER).catch(asSundialError);
    expect(failure).toMatchObject({ code: 'opencti-refused' });
    expect(String(failure)).toContain('Invalid bundle of');
    expect(JSON.stringify([failure, String(failure), [...platform.works.values()]])).not.toContain(ID);
  });
});

interface Vector {
  readonly type: string;
  readonly config: { readonly create_incident: boolean };
  readonly report: { readonly id: string; readonly timestamp: string };
  readonly input_csv: string;
  readonly objects: readonly { readonly id: string; readonly type: string; readonly name?: string }[];
}

const vectors = sharedData('golden/stix');

describe.skipIf(!vectors)("the ids of the connector's own reports and cases", () => {
  const names = vectors ? readdirSync(vectors).filter((name) => name.endsWith('.json')) : [];
  it.each(names)('%s', async (name) => {
    const vector = JSON.parse(readFileSync(path.join(vectors!, name), 'utf8')) as Vector;
    const { type, config, report, input_csv: csv } = vector;
    const slice = { type, date: report.timestamp };
    await sent(report.id, csv, sliceOf({ 'example-asn': csv }, undefined, slice), {
      values: { names: 'connector', create_incident: config.create_incident },
    });
    const theirs = vector.objects.filter((object) => ['report', 'case-incident'].includes(object.type));
    const namesOf = (objects: readonly { readonly id: string; readonly name?: unknown }[]) =>
      objects.map((object) => `${object.id} ${object.name}`).toSorted();
    expect(namesOf(held('report', 'case-incident'))).toEqual(namesOf(theirs));
  });
});
