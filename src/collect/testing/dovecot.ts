// Starts a real IMAP server (Dovecot) on loopback for tests, as the current user, with a folder of Maildirs.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../net/testing/free-port.js';

/** Every user's password, and the valid access token. */
export const PASSWORD = 'hunter2';
export const TOKEN = 'good-token';

export interface Dovecot {
  /** The port without TLS, where STARTTLS is offered. */
  readonly port: number;
  readonly tlsPort: number;
  /** The certificate to trust. */
  readonly caFile: string;
  /** Puts messages into a user's folder, and creates the user if necessary. */
  deliver(user: string, messages: readonly Buffer[], folder?: string): void;
  /** The file names in a user's folder, with their flags. */
  files(user: string, folder?: string): string[];
  stop(): Promise<void>;
}

/** Dovecot refuses to serve mail of the superuser, so the mail belongs to the user "nobody" if root runs the tests. */
const NOBODY = 65_534;

const SERVER = '/usr/sbin/dovecot';

/** Why no server is available for tests; undefined if one is. */
export function whyNoDovecot(): string | undefined {
  try {
    const version = execFileSync(SERVER, ['--version'], { encoding: 'utf8' });
    return version.startsWith('2.3')
      ? undefined
      : `Dovecot ${version.trim()} is not configured like version 2.3`;
  } catch {
    return 'Dovecot is not installed (apt-get install dovecot-imapd)';
  }
}

/** Starts a server for one test file. */
export async function startDovecot(): Promise<Dovecot> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-dovecot-'));
  chmodSync(folder, 0o755);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const tokens = await startTokens();
  makeCertificate(folder);
  writeFileSync(path.join(folder, 'oauth2.conf'), oauthConfig(tokens.port));
  writeFileSync(path.join(folder, 'dovecot.conf'), config(folder, port, tlsPort));
  const child = spawn(SERVER, ['-F', '-c', path.join(folder, 'dovecot.conf')], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await answering(port, () => readFileSync(path.join(folder, 'log'), 'utf8'));
  const maildir = (user: string, name: string) =>
    path.join(folder, 'mail', user, 'Maildir', name === 'INBOX' ? '' : `.${name}`);
  const filesOf = (user: string, name: string) =>
    ['new', 'cur'].flatMap((sub) => readdirSync(path.join(maildir(user, name), sub))).sort();
  return {
    port,
    tlsPort,
    caFile: path.join(folder, 'cert.pem'),
    deliver: (user, messages, name = 'INBOX') => {
      for (const sub of ['new', 'cur', 'tmp'])
        mkdirSync(path.join(maildir(user, name), sub), { recursive: true });
      const known = filesOf(user, name);
      for (const [index, message] of messages.entries()) {
        const file = `17685396${String(index).padStart(2, '0')}.M1P1.host`;
        // Once the server has moved a message to "cur", the same file in "new" would count as another message.
        if (known.some((there) => there.startsWith(file))) continue;
        writeFileSync(path.join(maildir(user, name), 'new', file), message);
      }
      if (userInfo().uid === 0)
        execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, path.join(folder, 'mail')]);
    },
    files: (user, name = 'INBOX') => filesOf(user, name),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await tokens.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function config(folder: string, port: number, tlsPort: number): string {
  const { username, ...self } = userInfo();
  const [uid, gid] = self.uid === 0 ? [NOBODY, NOBODY] : [self.uid, self.gid];
  // Only the superuser can switch to the package's users; other users keep their own.
  const users =
    self.uid === 0 ? '' : `default_login_user = ${username}\ndefault_internal_user = ${username}\n`;
  const rooms = ['imap-login', 'anvil'].map((name) => `service ${name} {\n  chroot =\n}\n`).join('');
  return `base_dir = ${folder}/run
log_path = ${folder}/log
${users}${rooms}protocols = imap
listen = 127.0.0.1
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
first_valid_uid = 0
first_valid_gid = 0
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
ssl_min_protocol = TLSv1.2
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = ${folder}/oauth2.conf
}
passdb {
  driver = static
  mechanisms = plain login
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/mail/%u
}
`;
}

const oauthConfig = (port: number) => `introspection_url = http://127.0.0.1:${port}/
introspection_mode = post
username_attribute = username
active_attribute = active
active_value = true
`;

/** Validates tokens (RFC 7662); a token is valid for the user whose name follows it. */
async function startTokens() {
  const server = createHttp(async (asked, answer) => {
    const [token = '', username = ''] = (new URLSearchParams(await text(asked)).get('token') ?? '').split(
      ':',
    );
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify({ active: token === TOKEN, username }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port: (server.address() as AddressInfo).port, stop };
}

/** Writes `key.pem` and `cert.pem` for 127.0.0.1, self-signed. */
export function makeCertificate(folder: string, name = 'IP:127.0.0.1'): void {
  const names = `subjectAltName=${name}`;
  const files = ['-keyout', path.join(folder, 'key.pem'), '-out', path.join(folder, 'cert.pem')];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'];
  execFileSync('openssl', [...args, '-addext', names, ...files], { stdio: 'ignore' });
}

async function answering(port: number, log: () => string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket
        .once('data', () => resolve(true))
        .once('error', () => resolve(false))
        .once('close', () => resolve(false));
      setTimeout(() => socket.destroy(), 1000);
    });
    if (isUp) return;
    await wait(100);
  }
  throw new Error(`Dovecot does not answer: ${log().slice(-2000)}`);
}
