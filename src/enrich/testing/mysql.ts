// Starts a real MariaDB on loopback for tests, in a temporary folder.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type ConnectionOptions, createConnection } from 'mysql2/promise';
import { makeCertificate } from '../../collect/testing/dovecot.js';
import { freePort } from '../../net/testing/free-port.js';

export const USER = 'cmdb';
export const PASSWORD = 'correct-horse';
export const DATABASE = 'devices';

export interface Mysql {
  readonly port: number;
  readonly socket: string;
  /** The certificate to trust. */
  readonly caFile: string;
  /** Runs statements as the superuser. */
  run(sql: string): Promise<void>;
  stop(): Promise<void>;
}

const SERVER = '/usr/sbin/mariadbd';

/** Why no server is available for tests; undefined if one is. */
export const whyNoMysql = (): string | undefined =>
  existsSync(SERVER) ? undefined : 'MariaDB is not installed (apt-get install mariadb-server-core)';

/** Starts a server for one test file, with a user that may only read. */
export async function startMysql(): Promise<Mysql> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-mysql-'));
  const [data, socket] = [path.join(folder, 'data'), path.join(folder, 'socket')];
  const port = await freePort();
  const common = ['--no-defaults', `--user=${userInfo().username}`, `--datadir=${data}`];
  makeCertificate(folder, 'DNS:localhost');
  const signIn = ['--skip-test-db', '--auth-root-authentication-method=normal'];
  execFileSync('mariadb-install-db', [...common, ...signIn], { stdio: 'ignore' });
  const server = spawn(SERVER, [...common, ...settings(folder, socket, port)], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const run = (sql: string) => runOnce({ socketPath: socket, user: 'root', multipleStatements: true }, sql);
  await answering(() => run('SELECT 1'));
  await run(`CREATE DATABASE ${DATABASE}; CREATE USER ${USER} IDENTIFIED BY '${PASSWORD}';
    GRANT SELECT ON ${DATABASE}.* TO ${USER}`);
  return {
    ...{ port, socket, caFile: path.join(folder, 'cert.pem'), run },
    stop: async () => {
      server.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Another time zone than that of the tests, so that times which depend on it are noticed. */
const settings = (folder: string, socket: string, port: number): string[] => [
  ...[`--socket=${socket}`, `--port=${port}`, '--bind-address=127.0.0.1', '--skip-log-bin'],
  ...['--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=8M', '--default-time-zone=+09:00'],
  ...[`--ssl-cert=${path.join(folder, 'cert.pem')}`, `--ssl-key=${path.join(folder, 'key.pem')}`],
];

async function runOnce(options: ConnectionOptions, sql: string): Promise<void> {
  const connection = await createConnection(options);
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}

async function answering(ask: () => Promise<void>): Promise<void> {
  let problem: unknown;
  for (let tries = 0; tries < 150; tries++) {
    try {
      return await ask();
    } catch (thrown) {
      problem = thrown;
    }
    await wait(100);
  }
  throw new Error('MariaDB does not answer', { cause: problem });
}
