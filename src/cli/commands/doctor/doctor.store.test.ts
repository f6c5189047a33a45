// Checks `sundial doctor` on healthy, locked, incomplete and damaged data folders.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addKey, keysFileOf } from '../../../access/index.js';
import { openArchive, ZSTD } from '../../../archive/index.js';
import type { Check } from '../../../doctor/check.js';
import { NODE_MINIMUM, nodeFinding, spaceFinding } from '../../../doctor/machine.js';
import { EXIT } from '../../../domain/errors.js';
import { startOf } from '../../../domain/running-process.js';
import { openEmbedded } from '../../../store/engine/embedded.js';
import { Session } from '../../testing/session.js';
import { declareConstituents } from '../constituents/constituents.js';
import { declareDoctor } from './doctor.js';

const declare: typeof declareDoctor = (program, context) => {
  declareConstituents(program, context);
  declareDoctor(program, context);
};
let loaded: Session;
let session: Session;
const REPORT = ['timestamp,severity,ip,port', '2026-01-15 00:00:01,low,192.0.2.1,123'].join('\n');

beforeAll(async () => {
  loaded = new Session(declare, 'per-command');
  const { code } = await loaded.ingest({ '2026-01-15-scan_ntp-example.csv': REPORT });
  expect(code).toBe(EXIT.done);
});
afterAll(() => loaded.remove());

/** Each test may damage its store, so each gets a copy. */
beforeEach(async () => {
  session = await loaded.copy();
});
afterEach(() => session.remove());

type Named = Readonly<Record<string, Check>>;

async function doctor(
  options: { env?: NodeJS.ProcessEnv; data?: string } = {},
): Promise<Named & { code: unknown }> {
  const { out, code } = await session.run(['doctor', '--json'], options);
  const { checks } = JSON.parse(out) as { checks: Check[] };
  return { ...Object.fromEntries(checks.map((check) => [check.name, check])), code } as Named & {
    code: unknown;
  };
}

/** Runs statements directly on the store, without the checks that keep it consistent. */
async function tamper(...statements: string[]): Promise<void> {
  const engine = await openEmbedded({
    folder: session.data,
    memoryLimitMib: 512,
  });
  for (const statement of statements) await engine.run(statement);
  await engine.close();
}

/** The only original in the archive, compressed or not. */
function original(): string {
  const archive = join(session.data, 'archive');
  const files = readdirSync(archive, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /[0-9a-f]{64}/.test(name),
  );
  expect(files).toHaveLength(1);
  return join(archive, files[0]!);
}

describe('without problems', () => {
  it('reports a healthy store', async () => {
    const { out, code } = await session.run(['doctor']);
    expect(out).toMatch(/^ok {7}node: /);
    expect(out).toMatch(/ok {7}engine: embedded, version \d+/);
    expect(out).toMatch(/ok {7}originals: those of 1 report are in the archive/);
    expect(out).toMatch(/Everything is in order\.$/);
    expect(code).toBe(EXIT.done);
  });

  it('reports an empty data folder without creating anything', async () => {
    const data = join(session.cwd, 'other');
    expect(await doctor({ data })).toMatchObject({
      'data folder': { status: 'ok', found: `${data} does not exist yet and will be created` },
      store: { status: 'ok', found: 'nothing is stored yet' },
      code: EXIT.done,
    });
    expect(existsSync(data)).toBe(false);
  });

  it('gives the same result twice', async () => {
    const { disk: _, ...first } = await doctor();
    expect(await doctor()).toMatchObject(first);
  });
});

describe('the machine', () => {
  it('knows the required version of Node', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(engines.node).toBe(`>=${NODE_MINIMUM}`);
    const statusOf = (version: string) => nodeFinding(version).status;
    expect(['20.19.0', '22.1.0', '20.18.9', '18.20.0'].map(statusOf)).toEqual([
      'ok',
      'ok',
      'problem',
      'problem',
    ]);
  });

  it('shows warnings of the configuration', async () => {
    const { configuration, code } = await doctor({ env: { SUNDIAL_NONSENSE: '1' } });
    expect(configuration).toMatchObject({
      status: 'warning',
      found: expect.stringContaining('SUNDIAL_NONSENSE'),
    });
    expect(code).toBe(EXIT.done);
  });

  it('explains a fault in the configuration', async () => {
    session.write('sundial.yaml', 'dta_dir: /x\n');
    const { node, configuration, store, code } = await doctor();
    expect(node).toMatchObject({ status: 'ok' });
    expect(configuration).toMatchObject({
      status: 'problem',
      found: expect.stringContaining('did you mean "data_dir"'),
    });
    expect(store).toBeUndefined();
    expect(code).toBe(EXIT.failed);
  });

  it('warns when others can read the data folder', async () => {
    chmodSync(session.data, 0o750);
    expect((await doctor())['data folder']).toMatchObject({
      status: 'warning',
      advice: `chmod 700 '${session.data}'`,
    });
  });

  it('distinguishes a file from a folder', async () => {
    const data = session.write('file', '');
    const checks = await doctor({ data: join(data, 'below') });
    expect(checks['data folder']).toMatchObject({ status: 'problem', found: `${data} is not a folder` });
    expect(checks.code).toBe(EXIT.failed);
  });

  it('reports the free space of the disk on which a folder will be', async () => {
    expect((await spaceFinding('/none/of/these')).found).toMatch(/^[\d ]+ MiB free$/);
  });

  it('reports a damaged local catalogue', async () => {
    writeFileSync(join(session.data, 'catalogue.json'), '{');
    const { catalogue, rows } = await doctor();
    expect(catalogue).toMatchObject({ status: 'problem', found: expect.stringContaining('catalogue reset') });
    expect(rows).toMatchObject({ status: 'ok' });
  });
});

describe('the lock', () => {
  const note = (pid: number, started = startOf(pid)) =>
    writeFileSync(join(session.data, 'in-use.json'), JSON.stringify({ pid, command: 'serve', started }));

  it('names the process that uses the store; the other checks still run', async () => {
    note(process.ppid);
    const checks = await doctor();
    expect(checks).toMatchObject({
      lock: { status: 'warning', found: `in use by process ${process.ppid} (sundial serve)` },
      engine: { status: 'ok' },
      archive: { status: 'ok', found: '1 original' },
      store: { status: 'warning', found: 'not checked, because it is in use' },
      code: EXIT.done,
    });
    expect(checks.rows).toBeUndefined();
  });

  it.each([
    ['of a process that has ended', 2 ** 30, undefined],
    ['whose number belongs to another program now', process.ppid, 'another boot 1'],
    ['without the start time of its process', process.ppid, ''],
  ])('recognises a stale note: one %s', async (_, pid, started) => {
    note(pid, started);
    expect(await doctor()).toMatchObject({
      lock: { status: 'warning', found: expect.stringContaining('ended without closing the store') },
      rows: { status: 'ok' },
    });
  });
});

describe('the store', () => {
  it('counts loads that a kill left unfinished', async () => {
    await tamper(
      "INSERT INTO ledger (load, seq, state) VALUES (7, 1007, 'started'), (8, 1008, 'dead')",
      'INSERT INTO event_rows (load, line) VALUES (7, 1), (8, 1)',
    );
    expect(await doctor()).toMatchObject({
      ledger: {
        status: 'warning',
        found: '1 load left unfinished by a killed process; 1 replaced load not removed yet',
      },
      rows: { status: 'ok' },
      code: EXIT.done,
    });
  });

  it('finds missing rows, and says how to restore them', async () => {
    await tamper('TRUNCATE TABLE event_rows');
    expect(await doctor()).toMatchObject({
      rows: {
        status: 'problem',
        found:
          '1 load has a number of rows that differs from the ledger (scan_ntp 2026-01-15 example: 0 instead of 1)',
        advice: '"sundial doctor --repair" loads them again from the archive, as "sundial replay 1" does',
      },
      code: EXIT.failed,
    });
  });

  it('says which number of a load is wrong', async () => {
    await tamper('ALTER TABLE event_rows UPDATE first = 0 WHERE 1 SETTINGS mutations_sync = 1');
    expect((await doctor()).rows).toMatchObject({
      found: expect.stringContaining('example: 0 events count instead of 1'),
    });
    await tamper(
      'ALTER TABLE event_rows UPDATE first = 1 WHERE 1 SETTINGS mutations_sync = 1',
      'INSERT INTO quarantine_rows (load, line) VALUES (1, 3)',
    );
    expect((await doctor()).rows).toMatchObject({
      found: expect.stringContaining('example: 1 row in quarantine instead of 0'),
    });
  });

  it('finds rows without a load', async () => {
    await tamper(
      "INSERT INTO event_rows (load, line, report_type, report_date) VALUES (99, 1, 'x', '2026-01-01')",
    );
    expect((await doctor()).rows).toMatchObject({
      found: expect.stringContaining('x 2026-01-01: 1 instead of 0'),
    });
  });

  it('recognises older and newer schemas', async () => {
    await tamper('INSERT INTO migrations (number) VALUES (1000)');
    expect(await doctor()).toMatchObject({
      schema: { status: 'problem', advice: 'Upgrade Sundial' },
      code: EXIT.failed,
    });
    await tamper('TRUNCATE TABLE migrations', 'INSERT INTO migrations (number) VALUES (0)');
    expect((await doctor()).schema).toMatchObject({ status: 'ok', found: 'empty' });
  });

  it('survives a store that cannot be opened', async () => {
    const engine = join(session.data, 'engine');
    rmSync(engine, { recursive: true });
    writeFileSync(engine, 'no store');
    expect(await doctor()).toMatchObject({
      store: { status: 'problem', found: expect.stringContaining('cannot be opened') },
      engine: { status: 'ok' },
      archive: { status: 'ok' },
      code: EXIT.failed,
    });
  });

  it('finds parts that the engine could not read', async () => {
    for (const name of readdirSync(join(session.data, 'engine', 'store'), {
      recursive: true,
      encoding: 'utf8',
    }))
      if (/\.(cmrk\d*|cdata|data|bin)$/.test(name))
        writeFileSync(join(session.data, 'engine', 'store', name), 'x');
    const checks = await doctor();
    expect(checks.parts).toMatchObject({ status: 'problem', found: expect.stringContaining('event_rows') });
    expect(checks.damage).toMatchObject({
      status: 'problem',
      found: expect.stringContaining('set aside a part'),
    });
    expect(checks.code).toBe(EXIT.failed);
  });
});

it('constituents that outputs and keys name have to exist', async () => {
  const given = { label: 'x', constituents: ['zoo'], methods: [], limits: {}, expires: undefined };
  const key = await addKey(keysFileOf({ keys_file: '', data_dir: session.data }), given, () => new Date());
  session.write(
    'sundial.yaml',
    'outputs:\n  - {name: lake, kind: files, path: lake, constituents: [farm]}\n',
  );
  const { code, constituents } = await doctor();
  expect([code, constituents!.status]).toEqual([EXIT.failed, 'problem']);
  expect(constituents!.found).toMatch(
    new RegExp(
      `^the output lake: there is no constituent farm.*; the key ${key.id}: there is no constituent zoo`,
    ),
  );
});

it('limits of markings are shown', async () => {
  const organisation = 'org_name: Example, org_uuid: 5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b';
  await session.run([
    ...['constituents', 'add', 'reef', '--networks', '2001:db8::/32', '--since', 'always'],
    ...['--tlp', 'green'],
  ]);
  session.write(
    'sundial.yaml',
    [
      'outputs:',
      '  - {name: lake, kind: files, path: lake, max_tlp: AMBER}',
      '  - {name: all, kind: files, path: all}',
      `  - {name: feed, kind: misp, path: feed, ${organisation}}`,
      `  - {name: clear, kind: misp, path: clear, max_tlp: CLEAR, ${organisation}}`,
      '  - {name: reef, kind: files, path: reef, constituents: [reef], max_tlp: RED}\n',
    ].join('\n'),
  );
  const { markings } = await doctor();
  const sends = (name: string, level: string) =>
    `${name} sends up to TLP:${level} and has withheld 0 events so far`;
  expect(markings).toMatchObject({
    status: 'ok',
    found: [
      sends('lake', 'AMBER'),
      sends('feed', 'AMBER'),
      sends('clear', 'CLEAR'),
      sends('reef', 'GREEN'),
    ].join('; '),
  });
});

describe('the archive', () => {
  it('notices missing originals of reports that count', async () => {
    rmSync(original());
    expect(await doctor()).toMatchObject({
      originals: {
        status: 'problem',
        found: '1 of 1 are missing in the archive (scan_ntp 2026-01-15 example)',
        advice: expect.stringContaining('backup'),
      },
      rows: { status: 'ok' },
    });
  });

  it.skipIf(ZSTD)('finds originals that this Node cannot read', async () => {
    const file = original();
    renameSync(file, file.replace(/\.br$/, '.zst'));
    const { archive, originals } = await doctor();
    expect(originals).toMatchObject({ status: 'ok' });
    expect(archive).toMatchObject({
      status: 'problem',
      found: expect.stringMatching(/^1 original; 1 compressed with zstd, which this Node .* does not read$/),
      advice: 'Run Sundial with Node 24, or 22.15 and later',
    });
  });

  it('finds unfinished files and originals that are not compressed', async () => {
    const file = original();
    const raw = join(dirname(file), basename(file, extname(file)));
    const content: Buffer[] = [];
    for await (const chunk of openArchive(join(session.data, 'archive')).read(basename(raw)))
      content.push(chunk as Buffer);
    writeFileSync(raw, Buffer.concat(content));
    // The idle service compresses such an original later, unless it should be compressed while it is loaded.
    const found = '1 original, 1 not compressed';
    expect((await doctor()).archive).toMatchObject({ status: 'ok', found });
    const env = { SUNDIAL_ARCHIVE_COMPRESSION_WHEN: 'load' };
    expect((await doctor({ env })).archive).toMatchObject({
      ...{ status: 'warning', found },
      advice: expect.stringContaining('sundial store compress'),
    });
    mkdirSync(join(session.data, 'archive', 'incoming'), { recursive: true });
    writeFileSync(join(session.data, 'archive', 'incoming', 'half'), 'x');
    expect((await doctor()).archive).toMatchObject({
      status: 'warning',
      found: '1 original, 1 unfinished file, 1 not compressed',
      advice: 'The next "sundial ingest" removes unfinished files',
    });
  });
});
