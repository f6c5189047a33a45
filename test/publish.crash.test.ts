// Kills `sundial ingest` and `sundial publish` with SIGKILL: the files of an output end up like those of an undisturbed run.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { campaign } from './setup/campaign.js';
import { type RunOptions, sundial } from './support/cli.js';
import { numbers, report, reportFile, writeFile } from './support/reports.js';

/** When to kill each command, as a share of its work. */
const SHARES = campaign({ short: [0.75], full: [0.5, 0.65, 0.75, 0.85, 0.95] });
const LEAST_KILLS = campaign({ short: 1, full: 4 });

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-publish-'));
  const first = path.join(folder, 'first');
  const second = path.join(folder, 'second');
  const write = (into: string, list: string, of: readonly number[], type?: string) =>
    writeFile(into, reportFile(list, '2026-01-15', type), report(of));
  write(first, 'alpha', numbers(1, 2_000));
  write(first, 'beta', numbers(1_500, 2_500));
  write(first, 'alpha', numbers(1, 40), 'scan_dns');
  // Fewer and other events, events that count in another list from now on, and equal rows.
  write(second, 'alpha', numbers(1_000, 1_800));
  write(second, 'beta', numbers(1_500, 2_600));
  write(second, 'alpha', numbers(1, 40).reverse(), 'scan_dns');
  write(second, 'alpha', numbers(1, 300), 'scan_http');
  mkdirSync(path.join(folder, 'loaded'));
  const yaml = 'outputs:\n  - {name: lake, kind: files, path: lake, template: "{date}/{type}-{list}"}\n';
  writeFileSync(path.join(folder, 'loaded', 'sundial.yaml'), yaml);
  await placeEmptyStore(path.join(folder, 'loaded', 'data'));
  for (const command of [['ingest', first], ['publish']]) await done(command, 'loaded');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: readonly string[], place: string, options: Partial<RunOptions> = {}) =>
  sundial([...command, '--data-dir', 'data'], { cwd: path.join(folder, place), ...options });

async function done(command: readonly string[], place: string, options: Partial<RunOptions> = {}) {
  const ended = await run(command, place, options);
  expect(ended.exitCode, ended.stderr).toBe(0);
  return ended;
}

/** A copy of the loaded store and its files; the engine's links to its tables are relative paths. */
function fresh(place: string): string {
  rmSync(path.join(folder, place), { recursive: true, force: true });
  const options = { recursive: true, verbatimSymlinks: true };
  cpSync(path.join(folder, 'loaded'), path.join(folder, place), options);
  return place;
}

/** The files of the output, and what the manifest says of each in the end. */
function lakeOf(place: string): Record<string, unknown> {
  const lake = path.join(folder, place, 'lake');
  const names = readdirSync(lake, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.jsonl'),
  );
  const files = names
    .filter((name) => name !== 'manifest.jsonl')
    .map((name) => [name, readFileSync(path.join(lake, name), 'utf8')]);
  const lines = readFileSync(path.join(lake, 'manifest.jsonl'), 'utf8').trimEnd().split('\n');
  const latest = new Map(lines.map((line) => JSON.parse(line)).map((line) => [line.path, line]));
  const manifest = [...latest.values()].map(({ path: name, state, events, sha256 }) => [
    name,
    state,
    events,
    sha256,
  ]);
  return { files: Object.fromEntries(files.sort()), manifest: manifest.sort() };
}

test('killed anywhere, an output ends up as if undisturbed', async () => {
  const second = ['ingest', path.join(folder, 'second')];
  const undisturbed = fresh('undisturbed');
  const work = {
    ingest: (await done(second, undisturbed, { watchWork: true })).work,
    publish: (await done(['publish'], undisturbed, { watchWork: true })).work,
  };
  const expected = lakeOf(undisturbed);
  expect(expected).not.toEqual(lakeOf('loaded'));
  let kills = 0;
  const kill = async (command: readonly string[], place: string, killAtWork: number) => {
    const ended = await run(command, place, { killAtWork });
    if (ended.signal === 'SIGKILL') kills++;
  };
  for (const share of SHARES) {
    const place = fresh('disturbed');
    await kill(second, place, share * work.ingest);
    await done(second, place);
    await kill(['publish'], place, share * work.publish);
    await done(['publish'], place);
    expect(lakeOf(place), `killed at ${share}`).toEqual(expected);
    await done(['outputs', 'check', 'lake', '--counts'], place);
  }
  expect(kills).toBeGreaterThanOrEqual(LEAST_KILLS);
});
