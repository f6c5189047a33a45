// Has PyMISP, MISP's own library, read and validate what Sundial writes to a feed and sends to the REST API.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { GOLDEN_DATE, GOLDEN_TYPES } from '../../mapping/testing/golden.js';
import { sliceOf } from '../opencti/testing/output.js';
import type { SliceContent } from '../output.js';
import { NEVER } from '../testing/events.js';
import { apiEntry, openApi } from './testing/api.js';
import { rowsOf, TestFeed } from './testing/feed.js';
import { KEY, MispServer } from './testing/server.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** `.ci/run` and CONTRIBUTING.md say how it is made. */
const OWN = path.join(ROOT, 'node_modules/.cache/sundial-pymisp/bin/python');
const PYTHON = existsSync(OWN) ? OWN : 'python3';
const SCRIPT = path.join(import.meta.dirname, 'testing/pymisp_check.py');
const isThere = spawnSync(PYTHON, ['-c', 'import pymisp.tools.attributevalidationtool']).status === 0;
const isSkipped = !isThere && process.env.CI !== 'true';
if (isSkipped) console.warn('skipped: PyMISP is missing (CONTRIBUTING.md says how to install it)');

interface Event {
  readonly info: string;
  readonly tags: readonly string[];
  readonly objects: number;
  readonly attributes: number;
  readonly problems: readonly string[];
}

async function pymisp<Answer>(...args: readonly string[]): Promise<Answer> {
  const { stdout } = await promisify(execFile)(PYTHON, [SCRIPT, ...args]);
  return JSON.parse(stdout) as Answer;
}

/** A report with each relation of connections and of URLs, as far as those of the golden files lack it. */
const RELATION_REPORTS = {
  connections:
    'timestamp,src_ip,dst_ip,src_port,dst_port,src_hostname,dst_hostname,protocol,application\n' +
    '2026-01-15 00:00:01,192.0.2.1,2001:db8::1,1024,80,a.example.com,b.example.com,tcp,http\n',
  urls:
    'timestamp,url,ip,host,domain,port\n' +
    '2026-01-15 00:00:01,http://a.example.com:8080/x,192.0.2.1,a.example.com,example.com,8080\n',
};
/** A report of each family of types, with hostile values. */
const SLICES: readonly SliceContent[] = GOLDEN_TYPES.map((type) => {
  const csv = readFileSync(path.join(ROOT, `src/mapping/testing/reports/${type}.csv`), 'utf8');
  return sliceOf({ example: csv }, undefined, { type, date: GOLDEN_DATE });
});
const RELATIONS = sliceOf(RELATION_REPORTS, undefined, { type: 'scan_ntp', date: '2026-01-16' });
const LATER = '2026-01-17T02:00:00.000Z';
/** Two versions of a report, so that the event has deleted objects. */
const VERSIONS = [rowsOf({ alpha: [1, 2] }), rowsOf({ alpha: [2, 3] }, LATER)];

function expectEvents(events: readonly Event[]): void {
  expect(events).toHaveLength(SLICES.length + 3);
  expect(events.flatMap(({ info, problems }) => problems.map((problem) => `${info}: ${problem}`))).toEqual(
    [],
  );
  expect(events.every(({ tags }) => tags.includes('tlp:amber'))).toBe(true);
  const { objects } = events.find(({ info }) => info.endsWith('alpha'))!;
  expect(objects).toBe(2);
}

describe.skipIf(isSkipped)('PyMISP', () => {
  it('reads a feed, and makes the same manifest and hashes of its events', async () => {
    const feed = await TestFeed.in();
    await feed.send(...SLICES, RELATIONS);
    for (const version of VERSIONS) await feed.send(version);
    const answer = await pymisp<{ events: Event[]; isManifestEqual: boolean; areHashesEqual: boolean }>(
      'feed',
      feed.folder,
    );
    expectEvents(answer.events);
    expect(answer).toMatchObject({ isManifestEqual: true, areHashesEqual: true });
  });

  it("reads from the test's MISP what Sundial sent there", async () => {
    const misp = await MispServer.start();
    const output = await openApi(apiEntry(misp.url));
    await output.prepare(NEVER);
    for (const slice of [...SLICES, RELATIONS, ...VERSIONS])
      expect(await output.replace!(slice, NEVER)).toEqual([]);
    await output.close();
    const answer = await pymisp<{ version: string; events: Event[]; refusal: string }>('api', misp.url, KEY);
    expectEvents(answer.events);
    expect(answer.version).toBe(misp.version);
    expect(answer.refusal).toContain('Authentication failed');
    await misp.stop();
  });
});
