// Runs command lines as a person does, on one data folder, and keeps what they printed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { declareIngest } from '../commands/ingest/ingest.js';
import type { CliContext } from '../frame/context.js';
import { testContext } from './context.js';

export interface Printed {
  readonly out: string;
  readonly notes: string;
  readonly code: unknown;
}

/** A folder to work in, with a data folder in it. One per test file: the engine binds it to the process. */
export class Session {
  readonly cwd = mkdtempSync(join(tmpdir(), 'sundial-session-'));
  readonly data = join(this.cwd, 'data');

  constructor(private readonly declare: (program: Command, context: CliContext) => void) {}

  /** Runs one command line; `options.env` is all of its environment. */
  async run(
    args: readonly string[],
    options: { env?: NodeJS.ProcessEnv; data?: string } = {},
  ): Promise<Printed> {
    const context = testContext({ args, env: options.env ?? {}, cwd: this.cwd });
    const program = new Command('sundial')
      .option('--config <file>')
      .option('--data-dir <folder>')
      .option('--json')
      .exitOverride();
    declareIngest(program, context);
    this.declare(program, context);
    await program.parseAsync(['--data-dir', options.data ?? this.data, ...args], { from: 'user' });
    return { out: context.out.join('\n'), notes: context.notes.join('\n'), code: context.code };
  }

  /** Loads reports through the whole pipeline. */
  async ingest(files: Readonly<Record<string, string>>): Promise<Printed> {
    for (const [name, content] of Object.entries(files)) this.write(join('in', name), content);
    return this.run(['ingest', 'in']);
  }

  /** Writes a file below the working folder and returns its path. */
  write(name: string, content: string): string {
    const file = join(this.cwd, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  remove(): void {
    rmSync(this.cwd, { recursive: true, force: true });
  }
}
