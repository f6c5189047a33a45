// Checks completion in real shells: commands, options, values, files and report types.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sundial } from '../../../test/support/cli.js';
import { isInstalled, SHELLS } from '../testing/shells.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-completion-'));
const scriptOf = (shell: string) => path.join(folder, `completion.${shell}`);

beforeAll(async () => {
  mkdirSync(path.join(folder, 'data'));
  writeFileSync(path.join(folder, 'data.csv'), '');
  for (const { name } of SHELLS) writeFileSync(scriptOf(name), (await sundial(['completion', name])).stdout);
});
afterAll(() => rmSync(folder, { recursive: true }));

const SHELL_CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ['a command', 'sundial whit', ['whitelist']],
  ['subcommands', 'sundial whitelist ', ['insert', 'modify_time', 'print', 'remove']],
  ['an option of the command', 'sundial whitelist insert --ty', ['--type']],
  ['an option after an alias', 'sundial whitelist add --break', ['--break-through']],
  ['an option of the program', 'sundial stats --data-d', ['--data-dir']],
  ["a command after an option's value", 'sundial --data-dir data whitel', ['whitelist']],
  ['the choices of a value', 'sundial digest --format ', ['csv', 'html', 'json', 'text']],
  ['a choice after an equals sign', 'sundial digest --format=h', ['html']],
  ['a report type', 'sundial query --type scan_mq', ['scan_mqtt', 'scan_mqtt_anon']],
  [
    'a report type as the second argument',
    'sundial explain 192.0.2.1 scan_mq',
    ['scan_mqtt', 'scan_mqtt_anon'],
  ],
  ['the shells', 'sundial completion ', ['bash', 'fish', 'zsh']],
  ['a command to show help for', 'sundial help whit', ['whitelist']],
];

describe.each(SHELLS)('$name', ({ name, complete }) => {
  const offered = (typed: string) => complete(scriptOf(name), typed, folder);
  const missing = !isInstalled(name) && process.env.CI !== 'true';

  it.skipIf(missing).each(SHELL_CASES)('completes %s', (_what, typed, expected) => {
    expect(offered(typed)).toEqual(expected);
  });

  it.skipIf(missing)('completes files for file arguments, and folders for folder arguments', () => {
    const bare = (names: string[]) => names.map((found) => found.replace(/\/$/, '')).sort();
    expect(bare(offered('sundial ingest da'))).toEqual(['data', 'data.csv']);
    expect(bare(offered('sundial --data-dir da'))).toEqual(['data']);
  });

  it.skipIf(missing)('offers nothing for free text', () => {
    expect(offered('sundial show ')).toEqual([]);
    expect(offered('sundial whitelist insert --reason ')).toEqual([]);
  });
});

it('refuses other shells', async () => {
  const { exitCode, stderr } = await sundial(['completion', 'tcsh']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('bash, zsh, fish');
});
