// Damages every kind of file of a store: no answer is silently wrong, and a repair restores everything.
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tableFolders } from '../src/store/damage/engine-files.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { campaign } from './setup/campaign.js';
import { sundial } from './support/cli.js';
import { contentsOf } from './support/contents.js';
import { addressOf, numbers, reportFile, writeFile } from './support/reports.js';

/** Testing every file of every table takes an hour, so only every n-th file is damaged. */
const EACH = campaign({ short: 281, full: 23 });
const LEAST_TRIED = campaign({ short: 3, full: 30 });
const DAY = '2026-01-15';

let folder: string;
let whole: Record<string, string>;
const data = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'sundial-damage-')));
  const row = (number: number) => `${DAY} 01:02:03,medium,${addressOf(number)},udp,123,host${number}.example`;
  const report = (...rows: readonly string[]) =>
    `timestamp,severity,ip,protocol,port,hostname\n${rows.join('\n')}\n`;
  // Two lists with the same events, so that the engine has patches, and a row that is set aside.
  writeFile(
    path.join(folder, 'in'),
    reportFile('north', DAY, 'scan_ntp'),
    report(...numbers(1, 300).map(row)),
  );
  writeFile(
    path.join(folder, 'in'),
    reportFile('south', DAY, 'scan_ntp'),
    report(...numbers(200, 400).map(row)),
  );
  writeFile(
    path.join(folder, 'in'),
    reportFile('north', '2026-01-16', 'scan_ssl'),
    report(...numbers(1, 90).map(row), `${row(91)},one,too,many`),
  );
  await placeEmptyStore(data('base'));
  await prepare(['ingest', 'in'], 3);
  await prepare(['digest', '--date', DAY], 0);
  await prepare(['whitelist', 'insert', '-t', 'ntp', '-d', '30', '2001:db8::400/120'], 0);
  whole = await contentsOf(data('base'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command on the store that will be damaged, and expects this exit code. */
async function prepare(args: readonly string[], code: number): Promise<void> {
  const { exitCode, stdout, stderr } = await sundial([...args, '--data-dir', data('base')], { cwd: folder });
  expect(exitCode, `${args.join(' ')}: ${stdout}${stderr}`).toBe(code);
}

type Harm = 'flip' | 'truncate' | 'delete';
interface Case {
  readonly file: string;
  readonly kind: string;
  readonly harm: Harm;
}

/** One file of each name in each table, and every definition, with each kind of harm. */
function allCases(): Case[] {
  const engine = path.join(data('base'), 'engine');
  const tableOf = new Map([...tableFolders(engine)].map(([table, at]) => [at, table]));
  const kinds = new Map<string, string>();
  for (const entry of readdirSync(path.join(engine, 'store'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.relative(engine, path.join(entry.parentPath, entry.name));
    const [store, prefix, id, part = ''] = file.split(path.sep);
    const table = tableOf.get(path.join(store!, prefix!, id!)) ?? 'definitions';
    const isPatch = part.startsWith('patch-') ? 'patch ' : '';
    kinds.set(`${isPatch}${table} ${entry.name}`, file);
  }
  const sorted = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([kind, file]) =>
    (['flip', 'truncate', 'delete'] as const).map((harm) => ({ file, kind, harm })),
  );
}

function harmFile(file: string, harm: Harm): void {
  const content = readFileSync(file);
  const middle = content.length >> 1;
  if (harm === 'delete') rmSync(file);
  else if (harm === 'truncate') truncateSync(file, middle);
  else if (content.length > 0) {
    content.writeUInt8(content.readUInt8(middle) ^ 0x41, middle);
    writeFileSync(file, content);
  }
}

async function tryCase({ file, harm }: Case): Promise<string[]> {
  rmSync(data('harmed'), { recursive: true, force: true });
  cpSync(data('base'), data('harmed'), { recursive: true, verbatimSymlinks: true });
  harmFile(path.join(data('harmed'), 'engine', file), harm);
  const faults: string[] = [];
  const answer = await sundial(['query', '--count', '--data-dir', data('harmed')], { cwd: folder });
  if (answer.exitCode === 0 && answer.stdout.trim() !== '490')
    faults.push(`answers ${answer.stdout.trim()} as if it were whole`);
  if (answer.signal) faults.push(`ends with ${answer.signal}`);
  const repair = await sundial(['doctor', '--repair', '--data-dir', data('harmed')], { cwd: folder });
  if (repair.exitCode !== 0)
    faults.push(`repair ends with ${repair.exitCode}: ${repair.stdout}${repair.stderr}`);
  const left = await contentsOf(data('harmed')).catch((thrown: Error) => ({ open: thrown.message }));
  for (const table of Object.keys(whole))
    if ((left as Record<string, string>)[table] !== whole[table])
      faults.push(`${table}: ${(left as Record<string, string>)[table]} instead of ${whole[table]}`);
  return faults;
}

test('whatever file is damaged, no answer is silently wrong, and a repair restores everything', async () => {
  const all = allCases();
  const tried = all.filter((_, at) => at % EACH === 0);
  const wrong: Record<string, string[]> = {};
  for (const each of tried) {
    const faults = await tryCase(each);
    if (faults.length > 0) wrong[`${each.harm} ${each.kind}`] = faults;
    if (process.env.SUNDIAL_TEST_CAMPAIGN)
      process.stderr.write(`${each.harm} ${each.kind} ${faults.join('; ')}\n`);
  }
  expect(tried.length).toBeGreaterThanOrEqual(LEAST_TRIED);
  expect(wrong).toEqual({});
});

test('patches that disappear are detected, and a repair restores everything', async () => {
  cpSync(data('base'), data('unpatched'), { recursive: true, verbatimSymlinks: true });
  const engine = path.join(data('unpatched'), 'engine');
  const events = path.join(engine, tableFolders(engine).get('event_rows')!);
  const patches = readdirSync(events).filter((part) => part.startsWith('patch-'));
  expect(patches.length).toBeGreaterThan(0);
  for (const patch of patches) rmSync(path.join(events, patch), { recursive: true });
  const asked = await sundial(['query', '--count', '--data-dir', data('unpatched')], { cwd: folder });
  expect([asked.exitCode, asked.stderr]).toEqual([
    3,
    expect.stringContaining('a change to rows has disappeared'),
  ]);
  const repair = await sundial(['doctor', '--repair', '--data-dir', data('unpatched')], { cwd: folder });
  expect([repair.exitCode, repair.stdout]).toEqual([0, expect.stringContaining('The store is complete.')]);
  expect(await contentsOf(data('unpatched'))).toEqual(whole);
});

test('a ledger that is lost with its copies is rebuilt from deliveries and the archive', async () => {
  cpSync(data('base'), data('lost'), { recursive: true, verbatimSymlinks: true });
  rmSync(path.join(data('lost'), 'copies'), { recursive: true });
  const ledger = path.join(
    data('lost'),
    'engine',
    tableFolders(path.join(data('lost'), 'engine')).get('ledger')!,
  );
  for (const name of readdirSync(ledger).filter((part) => part.startsWith('all_')))
    truncateSync(path.join(ledger, name, 'data.bin'), 50);
  const repair = await sundial(['doctor', '--repair', '--data-dir', data('lost')], { cwd: folder });
  expect(repair.exitCode, repair.stdout + repair.stderr).toBe(3);
  expect(repair.stdout).toContain('3 reports loaded again from the archive');
  const left = await contentsOf(data('lost'));
  for (const table of ['event_rows', 'events', 'quarantine_rows', 'finding_versions', 'decision_rows'])
    expect(left[table], table).toBe(whole[table]);
  const doctor = await sundial(['doctor', '--offline', '--data-dir', data('lost')], { cwd: folder });
  expect(doctor.exitCode, doctor.stdout).toBe(0);
  expect(doctor.stdout).toContain('damage: nothing is missing');
});
