// Runs command lines in this process, on one data folder, and records their output.
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { openStore, type Store } from '../../store/index.js';
import { placeEmptyStore } from '../../store/testing/placed-store.js';
import { declareIngest } from '../commands/ingest/ingest.js';
import type { CliContext, HeldWorkspace } from '../frame/context.js';
import { testContext } from './context.js';

export interface Printed {
  readonly out: string;
  readonly notes: string;
  readonly code: unknown;
}

const MEMORY_LIMIT_MIB = 512;

/** When a session opens its store: once, like the service, or for each command, like a plain command line. */
export type StoreOpening = 'once' | 'per-command';

/**
 * A working folder with a data folder in it. Only one store can be open at a time, because the engine binds it to the
 * process.
 */
export class Session {
  readonly cwd = mkdtempSync(join(tmpdir(), 'sundial-session-'));
  readonly data = join(this.cwd, 'data');
  private store: Store | undefined;

  constructor(
    private readonly declare: (program: Command, context: CliContext) => void,
    private readonly opening: StoreOpening = 'once',
  ) {}

  /** Runs one command line; `options.env` is its whole environment, `options.data` another data folder. */
  async run(
    args: readonly string[],
    options: { env?: NodeJS.ProcessEnv; data?: string } = {},
  ): Promise<Printed> {
    const holds = this.opening === 'once' && !options.data;
    if (!holds) await this.close();
    const context = testContext({
      args,
      env: options.env ?? {},
      cwd: this.cwd,
      ...(holds && { held: await this.held() }),
    });
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

  /** The open store of a session that opens it once, for what no command does. */
  async opened(): Promise<Store> {
    return (await this.held()).store;
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

  /** Another session on a copy of these folders, which a test may change; making a new store takes longer. */
  async copy(): Promise<Session> {
    await this.close();
    const copy = new Session(this.declare, this.opening);
    // The engine links its tables by relative paths, which have to stay.
    cpSync(this.cwd, copy.cwd, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    chmodSync(copy.data, 0o700);
    return copy;
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.cwd, { recursive: true, force: true });
  }

  private async close(): Promise<void> {
    await this.store?.close();
    this.store = undefined;
  }

  private async held(): Promise<HeldWorkspace> {
    if (!existsSync(this.data)) await placeEmptyStore(this.data);
    this.store ??= await openStore({
      folder: this.data,
      url: '',
      user: '',
      password: '',
      memoryLimitMib: MEMORY_LIMIT_MIB,
    });
    return {
      store: this.store,
      inTurn: (work) => work(),
      inEditTurn: (work) => work(),
      isService: true,
      isLeaving: () => false,
    };
  }
}
