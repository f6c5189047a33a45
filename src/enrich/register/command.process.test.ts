// Checks registers that commands print: limits, exit codes, the environment, and that nothing outlives a limit.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf } from '../../net/testing/asking.js';
import { runCommand } from './command.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program with these lines of shell. */
function program(name: string, script: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o700);
  return file;
}

const read = async (command: readonly string[], bounds = {}) =>
  (
    await runCommand({
      option: 'inventory',
      command,
      env: { PATH: process.env.PATH, SUNDIAL_API_SECRET: 'hunter2' },
      bounds: { bytes: 100_000, seconds: 20, ...bounds },
    })
  ).toString();

describe('a command', () => {
  it('gets its arguments as they are, and little of the environment', async () => {
    const arguments_ = program('arguments', 'printf "%s\\n" "$@"; env | sort; pwd; cat');
    const printed = await read([arguments_, '$(id)', 'a b', '; rm -rf x']);
    expect(printed).toContain('$(id)\na b\n; rm -rf x\n');
    expect(printed).toContain('TZ=UTC\n/\n');
    expect(printed).not.toMatch(/SUNDIAL|hunter2/);
  });

  it('fails with its exit code and the start of what it complains about', async () => {
    const failing = program('failing', 'echo device,ip; printf "no \\033[31mdatabase\\n" >&2; exit 3');
    const failure = await failureOf(read([failing, '--password=hunter2']));
    expect(failure.code).toBe('inventory-command-failed');
    expect(failure.message).toMatch(/failing failed \(exit code 3: no .*database\)\. Nothing was changed/);
    expect(failure.message).not.toMatch(/\u001b|hunter2/);
  });

  it('fails if a signal ends it, and if it does not exist or may not run', async () => {
    expect((await failureOf(read([program('killed', 'kill -9 $$')]))).message).toContain('SIGKILL');
    expect((await failureOf(read([path.join(folder, 'none')]))).code).toBe('inventory-command-failed');
    writeFileSync(path.join(folder, 'plain'), 'x');
    expect((await failureOf(read([path.join(folder, 'plain')]))).code).toBe('inventory-command-failed');
  });

  it('is killed with what it started when it takes too long or prints too much', async () => {
    const mark = path.join(folder, 'mark');
    const slow = program('slow', `(sleep 3; touch ${mark}) & sleep 30`);
    expect((await failureOf(read([slow], { seconds: 1 }))).code).toBe('inventory-command-timeout');
    const large = program('large', 'yes');
    expect((await failureOf(read([large], { bytes: 100 }))).code).toBe('inventory-too-large');
    expect((await failureOf(read([program('held', 'sleep 30 &')], { seconds: 2 }))).code).toBe(
      'inventory-command-timeout',
    );
    // A process in a session of its own survives the group, and must not keep the command from ending.
    const pid = path.join(folder, 'pid');
    const escaped = program('escaped', `setsid sleep 600 & echo $! > ${pid}`);
    expect((await failureOf(read([escaped], { seconds: 1 }))).code).toBe('inventory-command-timeout');
    expect(process.kill(Number(readFileSync(pid, 'utf8')), 'SIGKILL')).toBe(true);
    expect(existsSync(mark)).toBe(false);
  });
});
