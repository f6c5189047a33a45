// Follows the page on stages: the sample mailbox with the page's configuration, each documented command line, trees whose
// rows add up to the reports', and counts that are those of the target.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as postgres from '../src/enrich/testing/postgres.js';
import { PASSWORD, startMongodb, USER, whyNoMongodb } from '../src/publish/mongodb/testing/server.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { sundial } from './support/cli.js';

const ROOT = path.resolve(import.meta.dirname, '..');
const PAGE = readFileSync(path.join(ROOT, 'docs/how-to/stages.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code!);

/** The page's configuration, with an output. */
function configure(output = ''): void {
  const yaml = blocks('yaml')[0]!.replace('examples/', `${ROOT}/examples/`);
  writeFileSync(path.join(cwd, 'sundial.yaml'), output === '' ? yaml : `${yaml}outputs:\n  - ${output}\n`);
}

let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'sundial-stages-'));
  await placeEmptyStore(path.join(cwd, 'data'));
  configure();
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** The day after the messages were sent. */
const env = { SUNDIAL_CLOCK: '2026-03-04T07:00:00Z' };
const run = (line: string) => sundial([...line.split(' '), '--data-dir', 'data'], { cwd, env });
/** A table without its column of seconds. */
const counts = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/\s+\S+$/, ''));

/** The rows of all files of a tree, without headers. */
function rowsOf(tree: string): string[] {
  const folder = path.join(cwd, 'data', 'stages', tree);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.csv'),
  );
  return files
    .flatMap((file) => readFileSync(path.join(folder, file), 'utf8').trimEnd().split('\n').slice(1))
    .sort();
}

test('run all on the sample mailbox ends in trees whose rows add up to those of the reports', async () => {
  const { stdout, stderr, exitCode } = await run('run all');
  const [shown, named] = ['stage ', 'email: '].map((begin) =>
    blocks('text').find((block) => block.startsWith(begin)),
  );
  expect(counts(stdout)).toEqual(counts(shown!));
  expect(stderr.replaceAll(`${ROOT}/`, '')).toBe(named);
  expect(exitCode).toBe(0);
  for (const tree of ['reports', 'processed', 'country', 'service'])
    expect(rowsOf(tree), tree).toHaveLength(79);
  // Behind the report's own cells, the enriched ones follow; the rows of both trees are those of the processed files.
  expect(rowsOf('country')).toEqual(rowsOf('processed'));
  expect(rowsOf('service')).toEqual(rowsOf('processed'));
});

/** The command lines of the pipeline that people come from, with `sundial run` in its script's place. */
const LINES = [
  'sundial run email',
  'sundial run all --tracker=auto',
  'sundial run process --tracker-service=manual',
  'sundial run email process country service',
  'sundial run email refresh country service',
  'sundial run refresh country service ingest',
];

test('every documented command line works word for word', async () => {
  const lines = blocks('sh')
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.startsWith('sundial run ') && line !== 'sundial run all');
  expect(lines).toEqual(LINES);
  for (const line of lines) {
    const { exitCode, stderr, stdout } = await run(line.replace(/^sundial /, ''));
    expect([exitCode, stdout.includes('failed')], `${line}: ${stderr}`).toEqual([0, true]);
  }
});

/** Sends everything to an output, and checks what the stage says about it. */
async function ingestTo(name: string): Promise<void> {
  const { stdout, exitCode, stderr } = await run('run ingest --tracker=off --json');
  expect(exitCode, stderr).toBe(0);
  const [ingest] = JSON.parse(stdout).stages;
  const items: { name: string; rows: number; note: string }[] = ingest.items;
  expect(items.map((item) => [item.name, item.rows, item.note])).toEqual([
    ['scan_mongodb 2026-03-02 example-asn', 7, ''],
    ['scan_ntp 2026-03-02 example-asn', 50, ''],
    ['scan_smb 2026-03-02 example-asn', 22, ''],
    [`output ${name}`, 0, 'sent events: 78'],
  ]);
  expect((await run('run ingest')).stderr).toContain(`ingest: output ${name}: sent events: 0`);
}

const withoutPostgres = postgres.whyNoPostgres();
const withoutMongodb = whyNoMongodb();
for (const reason of [withoutPostgres, withoutMongodb])
  if (reason) console.warn(`The counts of stages are not compared with a target: ${reason}`);

test.skipIf(withoutPostgres !== undefined && process.env.CI !== 'true')(
  'the counts of ingest are those of the rows in PostgreSQL',
  async () => {
    expect(withoutPostgres).toBeUndefined();
    const server = await postgres.startPostgres();
    const access = `host: 127.0.0.1, port: ${server.port}, database: ${postgres.DATABASE}, user: ${postgres.USER}, password: ${postgres.PASSWORD}`;
    configure(`{name: rows, kind: postgres, ${access}}`);
    await ingestTo('rows');
    const held = 'SELECT report_type, count(*)::int AS rows FROM ss_events GROUP BY 1 ORDER BY 1';
    const stated = 'SELECT report_type, event_count::int AS rows FROM ss_reports ORDER BY 1';
    const expected = [
      { report_type: 'scan_mongodb', rows: 7 },
      { report_type: 'scan_ntp', rows: 49 },
      { report_type: 'scan_smb', rows: 22 },
    ];
    expect((await server.run(held)).rows).toEqual(expected);
    expect((await server.run(stated)).rows).toEqual(expected);
    await server.stop();
  },
);

test.skipIf(withoutMongodb !== undefined && process.env.CI !== 'true')(
  'the counts of ingest are those of the documents in MongoDB',
  async () => {
    expect(withoutMongodb).toBeUndefined();
    const server = await startMongodb();
    const uri = `mongodb://127.0.0.1:${server.port}/stages?authSource=admin`;
    configure(
      `{name: knowledgebase, kind: mongodb, uri: "${uri}", username: ${USER}, password: ${PASSWORD}}`,
    );
    await ingestTo('knowledgebase');
    const database = server.admin.db('stages');
    const types = ['scan_mongodb', 'scan_ntp', 'scan_smb'];
    const held = types.map((type) => database.collection(type).countDocuments());
    expect(await Promise.all(held)).toEqual([7, 49, 22]);
    await server.stop();
  },
);
