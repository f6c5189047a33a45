// Starts a server of MongoDB's wire protocol for tests: FerretDB on loopback, in a temporary folder; or uses the server
// that SUNDIAL_TEST_MONGODB_URL names, as a user who may create users and databases.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { makeCertificate } from '../../../collect/testing/dovecot.js';
import { freePort } from '../../../net/testing/free-port.js';
import { buildFerretdb, ferretdbFile, installedGo } from './build-ferretdb.js';

export const USER = 'sundial';
export const PASSWORD = 'correct-horse';

export interface Mongodb {
  readonly port: number;
  /** 0 = the server offers no TLS. */
  readonly tlsPort: number;
  /** The certificate to trust; '' without TLS. */
  readonly caFile: string;
  /** Signed in as a user who may do everything. */
  readonly admin: MongoClient;
  /** Creates the user `USER` of the database admin again. */
  createUser(): Promise<void>;
  dropUser(): Promise<void>;
  /** Kills the server as a power cut would; only if Sundial's tests started it. */
  crash(): Promise<void>;
  /** Starts it again. */
  revive(): Promise<void>;
  stop(): Promise<void>;
}

const URL = process.env.SUNDIAL_TEST_MONGODB_URL;
const OWNER = 'owner';
const OWNER_PASSWORD = 'owner-horse';

/** Why no server is available for tests; undefined if one is. */
export const whyNoMongodb = (): string | undefined =>
  URL || existsSync(ferretdbFile()) || installedGo()
    ? undefined
    : 'SUNDIAL_TEST_MONGODB_URL names no server, and Go, which would build one, is not installed (apt-get install golang-go)';

/** Whether tests may kill the server. */
export const mayCrash = URL === undefined;

/** Starts a server for one test file. */
export async function startMongodb(): Promise<Mongodb> {
  const server = URL ? namedServer(new globalThis.URL(URL)) : await startFerretdb();
  const admin = new MongoClient(server.url, { serverSelectionTimeoutMS: 20_000 });
  const users = admin.db('admin');
  const dropUser = async () => void (await users.command({ dropUser: USER }));
  const createUser = async () => {
    const roles = URL ? ['readWriteAnyDatabase'] : [];
    await users.command({ createUser: USER, pwd: PASSWORD, roles });
  };
  if (URL) await dropUser().catch(() => undefined);
  await createUser();
  return {
    ...{ port: server.port, tlsPort: server.tlsPort, caFile: server.caFile, admin, createUser, dropUser },
    ...{ crash: server.crash, revive: server.revive },
    stop: async () => {
      if (URL) await dropUser();
      await admin.close();
      await server.stop();
    },
  };
}

interface Server extends Pick<Mongodb, 'port' | 'tlsPort' | 'caFile' | 'crash' | 'revive' | 'stop'> {
  readonly url: string;
}

function namedServer({ href, port }: InstanceType<typeof globalThis.URL>): Server {
  const never = () => Promise.reject(new Error('tests do not kill a server that they have not started'));
  return {
    ...{ url: href, port: Number(port || 27_017), tlsPort: 0, caFile: '' },
    ...{ crash: never, revive: never, stop: async () => {} },
  };
}

async function startFerretdb(): Promise<Server> {
  const program = buildFerretdb();
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-mongodb-'));
  const data = path.join(folder, 'data');
  mkdirSync(data);
  makeCertificate(folder);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const caFile = path.join(folder, 'cert.pem');
  const flags = {
    ...{ address: `127.0.0.1:${port}`, 'tls-address': `127.0.0.1:${tlsPort}`, certificate: caFile },
    ...{ key: path.join(folder, 'key.pem'), folder: data, user: OWNER, password: OWNER_PASSWORD },
  };
  const url = `mongodb://${OWNER}:${OWNER_PASSWORD}@127.0.0.1:${port}/`;
  const launch = () =>
    spawn(
      program,
      Object.entries(flags).map(([flag, value]) => `-${flag}=${value}`),
      { stdio: 'ignore' },
    );
  let child = launch();
  await answering(url);
  return {
    ...{ url, port, tlsPort, caFile },
    crash: () => ended(child, 'SIGKILL'),
    revive: async () => {
      child = launch();
      await answering(url);
    },
    stop: async () => {
      await ended(child, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  await exit;
}

async function answering(url: string): Promise<void> {
  let problem: unknown;
  for (let tries = 0; tries < 200; tries++) {
    const client = new MongoClient(url, { serverSelectionTimeoutMS: 100 });
    try {
      await client.db('admin').command({ ping: 1 });
      return;
    } catch (thrown) {
      problem = thrown;
      await wait(50);
    } finally {
      await client.close();
    }
  }
  throw new Error(`FerretDB does not answer: ${problem}`);
}
