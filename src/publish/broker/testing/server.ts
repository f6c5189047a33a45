// Starts a broker on loopback for tests, in a temporary folder with a certificate, and kills it on request.
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeCertificate } from '../../../collect/testing/dovecot.js';
import { freePort } from '../../../net/testing/free-port.js';

export interface BrokerServer {
  readonly port: number;
  readonly tlsPort: number;
  readonly folder: string;
  /** The certificate to trust. */
  readonly caFile: string;
  /** Kills the server with SIGKILL. */
  crash(): Promise<void>;
  /** Stops the server as an administrator would. */
  halt(): Promise<void>;
  /** Starts it again with the data that it left. */
  revive(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerRecipe {
  readonly name: string;
  readonly program: string;
  /** Ports that others know already; omitted = free ones. */
  readonly ports?: Pick<BrokerServer, 'port' | 'tlsPort'>;
  /** Writes the configuration, and returns the arguments and the environment. */
  prepare(server: Omit<BrokerServer, 'crash' | 'halt' | 'revive' | 'stop'>): {
    readonly args: readonly string[];
    readonly env?: NodeJS.ProcessEnv;
  };
  /** Ends what the server leaves running. */
  cleanUp?(): void;
  /** Throws until the server answers. */
  ready(server: Pick<BrokerServer, 'port'>): Promise<unknown>;
}

/** The reason why a broker is not available for tests; undefined if it is. */
export function whyNot(program: string, what: string, debianPackage: string): string | undefined {
  try {
    accessSync(program, constants.X_OK);
    return undefined;
  } catch {
    return `${what} is not installed (apt-get install ${debianPackage})`;
  }
}

export async function startServer(recipe: ServerRecipe): Promise<BrokerServer> {
  const folder = mkdtempSync(path.join(tmpdir(), `sundial-${recipe.name}-`));
  makeCertificate(folder);
  const { port, tlsPort } = recipe.ports ?? { port: await freePort(), tlsPort: await freePort() };
  const place = { port, tlsPort, folder, caFile: path.join(folder, 'cert.pem') };
  const { args, env } = recipe.prepare(place);
  // In a group of its own, because the program may be a script that starts the server.
  const launch = () =>
    spawn(recipe.program, args, {
      ...{ cwd: folder, stdio: 'ignore', detached: true },
      env: { ...process.env, ...env },
    });
  let child = launch();
  const answering = () => answered(recipe, place, () => child);
  await answering();
  return {
    ...place,
    crash: () => ended(child, () => process.kill(-child.pid!, 'SIGKILL')),
    halt: () => ended(child, () => child.kill('SIGTERM')),
    revive: async () => {
      child = launch();
      await answering();
    },
    stop: async () => {
      await ended(child, () => child.kill('SIGTERM'));
      recipe.cleanUp?.();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ended(child: ChildProcess, kill: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  kill();
  await exit;
}

async function answered(
  { name, ready }: ServerRecipe,
  place: { readonly port: number; readonly folder: string },
  child: () => ChildProcess,
): Promise<void> {
  let problem: unknown;
  for (let tries = 0; tries < 2_400; tries++) {
    if (child().exitCode !== null) break;
    try {
      await ready(place);
      return;
    } catch (thrown) {
      problem = thrown;
    }
    await wait(50);
  }
  throw new Error(`${name} does not answer: ${problem} ${logOf(place.folder)}`);
}

function logOf(folder: string): string {
  try {
    return readFileSync(path.join(folder, 'log'), 'utf8').slice(-2_000);
  } catch {
    return '';
  }
}
