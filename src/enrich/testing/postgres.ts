// Starts a real PostgreSQL on loopback and on a socket for tests, as an unprivileged user, in a temporary folder.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { makeCertificate } from '../../collect/testing/dovecot.js';
import { freePort } from '../../net/testing/free-port.js';

export const USER = 'cmdb';
export const PASSWORD = 'correct-horse';
export const DATABASE = 'postgres';

export interface Postgres {
  readonly port: number;
  /** The folder of the server's socket. */
  readonly folder: string;
  /** The certificate to trust. */
  readonly caFile: string;
  /** Runs statements as the superuser, in the usual database or another one. */
  run(sql: string, database?: string): Promise<pg.QueryResult>;
  /** Kills the server as a power cut would. */
  crash(): Promise<void>;
  /** Starts it again. */
  revive(): Promise<void>;
  stop(): Promise<void>;
}

/** Debian keeps each version's programs in a separate folder. */
const VERSIONS = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as the superuser. */
const NOBODY = 65_534;

function programs(): string | undefined {
  try {
    const newest = readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a))[0];
    return newest && path.join(VERSIONS, newest, 'bin');
  } catch {
    return undefined;
  }
}

/** Why no server is available for tests; undefined if one is. */
export const whyNoPostgres = (): string | undefined =>
  programs() ? undefined : 'PostgreSQL is not installed (apt-get install postgresql)';

/** Starts a server for one test file. */
export async function startPostgres(): Promise<Postgres> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-postgres-'));
  const data = path.join(folder, 'data');
  const port = await freePort();
  const isRoot = userInfo().uid === 0;
  const as = { cwd: folder, stdio: 'ignore', ...(isRoot && { uid: NOBODY, gid: NOBODY }) } as const;
  makeCertificate(folder);
  writeFileSync(path.join(folder, 'password'), PASSWORD);
  for (const name of ['', 'key.pem', 'cert.pem', 'password']) {
    chmodSync(path.join(folder, name), name === '' ? 0o700 : 0o600);
    if (isRoot) chownSync(path.join(folder, name), NOBODY, NOBODY);
  }
  const access = ['-U', USER, '-A', 'scram-sha-256', '--pwfile', path.join(folder, 'password')];
  execFileSync(path.join(programs()!, 'initdb'), ['-D', data, '--no-sync', '-E', 'UTF8', ...access], as);
  writeFileSync(path.join(data, 'postgresql.auto.conf'), settings(folder, port));
  const launch = () => {
    const child = spawn(path.join(programs()!, 'postgres'), ['-D', data], as);
    return { child, ended: new Promise<void>((resolve) => child.once('exit', () => resolve())) };
  };
  let server = launch();
  const owner = { host: folder, port, user: USER, password: PASSWORD, database: DATABASE };
  await answering(owner, () => readdirSync(data).join(' '));
  return {
    ...{ port, folder, caFile: path.join(folder, 'cert.pem') },
    run: (sql, database = DATABASE) => runOnce({ ...owner, database }, sql),
    crash: async () => {
      server.child.kill('SIGKILL');
      await server.ended;
    },
    revive: async () => {
      await answering(owner, () => {
        // The server refuses to start until the last session of the killed one has noticed its end.
        if (server.child.exitCode !== null || server.child.signalCode !== null) server = launch();
        return 'after a kill';
      });
    },
    stop: async () => {
      // Ends sessions at once; SIGTERM would wait for them.
      server.child.kill('SIGINT');
      await server.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const settings = (folder: string, port: number) => `port = ${port}
listen_addresses = '127.0.0.1'
unix_socket_directories = '${folder}'
fsync = off
shared_buffers = 16MB
logging_collector = on
log_directory = '${folder}'
log_filename = 'log'
datestyle = 'German'
timezone = 'Asia/Tokyo'
ssl = on
ssl_cert_file = '${folder}/cert.pem'
ssl_key_file = '${folder}/key.pem'
`;

async function runOnce(owner: pg.ClientConfig, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client(owner);
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

/** @param state called after each failed try */
async function answering(owner: pg.ClientConfig, state: () => string): Promise<void> {
  let problem = '';
  for (let tries = 0; tries < 100; tries++) {
    try {
      await runOnce(owner, 'SELECT 1');
      return;
    } catch (thrown) {
      problem = `${thrown} ${state()}`;
    }
    await wait(100);
  }
  throw new Error(`PostgreSQL does not answer: ${problem}`);
}
