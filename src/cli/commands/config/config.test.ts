// Checks `sundial config` and `sundial init` from a user's point of view: output, warnings, exit codes, the file.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { settingsTemplate } from '../../../config/index.js';
import { folderWith } from '../../../config/testing/folder.js';
import { EXIT } from '../../../domain/errors.js';
import { testContext } from '../../testing/context.js';
import { declareInit } from '../init/init.js';
import { declareConfig } from './config.js';

interface Outcome {
  readonly out: string;
  readonly notes: string[];
  readonly code: unknown;
}

async function sundial(cwd: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const context = testContext({ env, cwd });
  const program = new Command('sundial')
    .option('--config <file>')
    .option('--data-dir <folder>')
    .option('--json');
  declareConfig(program, context);
  declareInit(program, context);
  await program.parseAsync(args, { from: 'user' });
  return { out: context.out.join('\n'), notes: context.notes, code: context.code };
}

describe('sundial config', () => {
  it('shows each option with its value and origin, and masks secrets', async () => {
    const cwd = await folderWith({ 'sundial.yaml': 'store_password: s3cret\n' });
    const { out, code } = await sundial(cwd, ['config', '--data-dir', '/a']);
    expect(out).toMatch(/^data_dir +\/a +--data-dir$/m);
    expect(out).toMatch(/^store_password +\*{8} +sundial\.yaml:1$/m);
    expect(out).not.toContain('s3cret');
    expect(code).toBe(EXIT.done);
  });

  it('prints JSON with --json, and warnings separately', async () => {
    const cwd = await folderWith({ '.env': 'SUNDIAL_LOG_LEVEL=warn\n' });
    const { out, notes } = await sundial(cwd, ['config', '--json'], { SUNDIAL_LOG_LEVEL: 'debug' });
    expect(JSON.parse(out).options).toContainEqual({
      name: 'log_level',
      value: 'warn',
      source: 'SUNDIAL_LOG_LEVEL in .env',
    });
    expect(notes).toEqual([expect.stringMatching(/^warning: log_level: .* disagree/)]);
  });

  it('exits with the usage code for an invalid value', async () => {
    const { notes, code } = await sundial(await folderWith(), ['config'], { SUNDIAL_LOG_LEVEL: 'loud' });
    expect(notes).toEqual([
      'error: SUNDIAL_LOG_LEVEL in the environment: log_level is not one of its values. Expected one of error, warn, info, debug, for example debug',
    ]);
    expect(code).toBe(EXIT.usage);
  });
});

describe('sundial init', () => {
  it('writes a file that only its owner can read', async () => {
    const cwd = await folderWith();
    const { out, code } = await sundial(cwd, ['init']);
    expect(await readFile(join(cwd, 'sundial.yaml'), 'utf8')).toBe(settingsTemplate());
    expect((await stat(join(cwd, 'sundial.yaml'))).mode & 0o777).toBe(0o600);
    expect(out).toMatch(/^sundial.yaml written\n/);
    expect(code).toBe(EXIT.done);
  });

  it.each([
    ['its argument', ['init', 'own.yaml']],
    ['--config', ['init', '--config', 'own.yaml']],
  ])('writes where %s says', async (_place, args) => {
    const cwd = await folderWith();
    const { out } = await sundial(cwd, [...args, '--json']);
    expect(JSON.parse(out)).toEqual({ file: 'own.yaml' });
    expect(await readFile(join(cwd, 'own.yaml'), 'utf8')).toBe(settingsTemplate());
  });

  it('does not overwrite files', async () => {
    const cwd = await folderWith();
    await writeFile(join(cwd, 'sundial.yaml'), 'data_dir: /a\n');
    const { notes, code } = await sundial(cwd, ['init']);
    expect(notes).toEqual([expect.stringContaining('sundial.yaml exists already')]);
    expect(code).toBe(EXIT.usage);
    expect(await readFile(join(cwd, 'sundial.yaml'), 'utf8')).toBe('data_dir: /a\n');
  });

  it('explains why it cannot write', async () => {
    const { notes, code } = await sundial(await folderWith(), ['init', 'none/sundial.yaml']);
    expect(notes).toEqual([
      expect.stringContaining('none/sundial.yaml cannot be written (no such file or folder)'),
    ]);
    expect(code).toBe(EXIT.usage);
  });
});
