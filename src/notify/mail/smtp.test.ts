// Tests sending mail to real servers on loopback: encryption and trust, sign-in, refusals, and connections that end.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT, errorClass, type SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { SILENT_LOG } from '../../domain/log.js';
import { Secret } from '../../domain/secret.js';
import { selfSigned } from '../testing/certificate.js';
import { dropAfterData, type RunningServer, reply, startRaw, startServer } from '../testing/mail-servers.js';
import type { MailServer } from './mail-server.js';
import { checkMailServer, sendMail } from './smtp.js';
import { smtpError } from './smtp-error.js';

const MESSAGE = {
  from: 'sundial@example.org',
  to: ['soc@example.org', 'ada@example.org'],
  subject: 's',
  text: 't',
};
const PASSWORD = 'correct-horse';
const OWN = selfSigned('localhost');
const OTHER = selfSigned('localhost');
const ELSEWHERE = selfSigned('smtp.example.org');

const running: RunningServer[] = [];
afterAll(async () => {
  for (const server of running) await server.stop();
});

async function server(options: Parameters<typeof startServer>[0] = {}): Promise<RunningServer> {
  const started = await startServer({ key: OWN.key, cert: OWN.cert, ...options });
  running.push(started);
  return started;
}

/** A connection without encryption, for tests of other matters. */
const plain = (options: Parameters<typeof startServer>[0] = {}) => server({ hideSTARTTLS: true, ...options });

async function raw(connected: Parameters<typeof startRaw>[0]): Promise<RunningServer> {
  const started = await startRaw(connected);
  running.push(started);
  return started;
}

const target = ({ port }: Pick<RunningServer, 'port'>, given: Partial<MailServer> = {}): MailServer => ({
  host: 'localhost',
  port,
  tls: 'none',
  ca: undefined,
  user: '',
  password: new Secret(''),
  ...given,
});

/** Pauses between attempts, which tests do not wait for. */
async function send(to: MailServer, pauses: number[] = []) {
  return sendMail(to, MESSAGE, { log: SILENT_LOG, sleep: async (ms) => void pauses.push(ms) });
}

async function failure(to: MailServer, pauses: number[] = []): Promise<SundialError> {
  return send(to, pauses).then(
    () => expect.unreachable('the message was accepted'),
    (error) => error as SundialError,
  );
}

describe('encryption', () => {
  it.each(['starttls', 'tls'] as const)('%s: is sent if the authority is trusted', async (tls) => {
    const started = await server({ secure: tls === 'tls' });
    await send(target(started, { tls, ca: OWN.cert }));
    expect(started.received).toMatchObject([{ secure: true, to: MESSAGE.to }]);
  });

  it.each([
    ['an unknown authority', OWN, undefined],
    ['another authority', OWN, OTHER.cert],
    ['another host', ELSEWHERE, ELSEWHERE.cert],
  ])('refuses a certificate of %s', async (_of, { key, cert }, ca) => {
    for (const tls of ['starttls', 'tls'] as const) {
      const started = await server({ key, cert, secure: tls === 'tls' });
      const error = await failure(target(started, { tls, ca }));
      expect(error.code).toBe('smtp-untrusted');
      expect(started.received).toEqual([]);
    }
  });

  it('is required: a server without it receives neither message nor password', async () => {
    const commands: string[] = [];
    const started = await raw((socket) => {
      socket.write('220 localhost\r\n');
      socket.on('data', (chunk) => {
        commands.push(String(chunk));
        socket.write(String(chunk).startsWith('STARTTLS') ? '502 what\r\n' : '250 fine\r\n');
      });
    });
    const error = await failure(
      target(started, { tls: 'starttls', user: 'sundial', password: new Secret(PASSWORD) }),
    );
    expect(error.code).toBe('smtp-unencrypted');
    expect(commands.join('')).not.toMatch(/AUTH|MAIL|DATA/);
  });

  it('explains that a server in clear text was contacted with tls', async () => {
    expect((await failure(target(await server(), { tls: 'tls' }))).code).toBe('smtp-unencrypted');
  });
});

describe('sign-in', () => {
  let started: RunningServer;
  beforeAll(async () => {
    started = await plain({
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        password === PASSWORD ? done(null, { user: username }) : done(reply(535, `no ${password} here`)),
    });
  });

  it('sends user name and password', async () => {
    await send(target(started, { user: 'sundial', password: new Secret(PASSWORD) }));
    expect(started.received.at(-1)).toMatchObject({ user: 'sundial' });
  });

  it.each([
    ['is wrong', 'sundial', 'battery-staple'],
    ['is missing', '', ''],
  ])('reports that the password %s, without showing it', async (_how, user, password) => {
    const pauses: number[] = [];
    const error = await failure(target(started, { user, password: new Secret(password) }), pauses);
    expect(error.code).toBe('smtp-auth');
    expect(errorClass(error.code)).toBe('auth');
    expect(error.row.exit).toBe(EXIT.authentication);
    expect(pauses).toEqual([]);
    expect(JSON.stringify([error.message, error.details, error.stack])).not.toContain('battery-staple');
  });
});

describe('a server that does not accept the message', () => {
  const refusing = (code: number): [string, Parameters<typeof startServer>[0]][] => [
    ['at the greeting', { onConnect: (_session, done) => done(reply(code, 'no')) }],
    ['for the sender', { onMailFrom: (_address, _session, done) => done(reply(code, 'no')) }],
    ['for all recipients', { onRcptTo: (_address, _session, done) => done(reply(code, 'no')) }],
    [
      'after the message',
      { onData: (stream, _session, done) => stream.resume().on('end', () => done(reply(code, 'no'))) },
    ],
  ];

  it.each(refusing(451))('%s, temporarily: is tried again', async (_when, options) => {
    const pauses: number[] = [];
    const error = await failure(target(await plain(options)), pauses);
    expect(error.code).toBe('smtp-deferred');
    expect(error.message).toContain('451');
    expect(pauses).toEqual([LIMITS.smtpBackoffMs, 2 * LIMITS.smtpBackoffMs]);
  });

  it.each(refusing(550))('%s, permanently: is not tried again', async (_when, options) => {
    const pauses: number[] = [];
    const error = await failure(target(await plain(options)), pauses);
    expect(error.code).toBe('smtp-refused');
    expect(pauses).toEqual([]);
  });

  it('accepts it at the third attempt', async () => {
    let tries = 0;
    const started = await plain({
      onMailFrom: (_address, _session, done) => (++tries < 3 ? done(reply(450, 'greylisted')) : done()),
    });
    expect((await send(target(started))).accepted).toEqual(MESSAGE.to);
    expect(started.received).toHaveLength(1);
  });

  it('accepts it for some recipients: it counts as sent, and the others are named', async () => {
    const started = await plain({
      onRcptTo: ({ address }, _session, done) =>
        address === 'ada@example.org' ? done(reply(550, 'unknown user')) : done(),
    });
    expect(await send(target(started))).toMatchObject({
      accepted: ['soc@example.org'],
      refused: [{ address: 'ada@example.org', problem: '550 unknown user' }],
    });
    expect(started.received).toHaveLength(1);
  });
});

describe('a check', () => {
  it('signs in and sends nothing', async () => {
    const started = await plain({
      allowInsecureAuth: true,
      onAuth: ({ password }, _session, done) =>
        done(password === PASSWORD ? null : reply(535, 'no'), { user: 'sundial' }),
    });
    const signedIn = (password: string) =>
      target(started, { user: 'sundial', password: new Secret(password) });
    await checkMailServer(signedIn(PASSWORD), 5);
    expect(started.received).toEqual([]);
    await expect(checkMailServer(signedIn('wrong'), 5)).rejects.toMatchObject({ code: 'smtp-auth' });
  });

  it('limits the time to wait for an answer', async () => {
    const silent = await raw(() => {});
    await expect(checkMailServer(target(silent), 0.05)).rejects.toMatchObject({ code: 'smtp-timeout' });
  });
});

describe('a connection that ends', () => {
  it.each([
    ['before the greeting', (socket: import('node:net').Socket) => void socket.end()],
    ['after the message', dropAfterData],
  ])('%s is tried again', async (_when, connected) => {
    const pauses: number[] = [];
    expect((await failure(target(await raw(connected)), pauses)).code).toBe('smtp-cut');
    expect(pauses).toHaveLength(2);
  });

  it('never began, because the port is closed', async () => {
    const started = await raw(() => {});
    await started.stop();
    const error = await failure(target(started));
    expect(error.code).toBe('smtp-unreachable');
    expect(error.message).toContain(`localhost:${started.port}`);
  });

  it('is distinguished from a server that stays silent', () => {
    const silent = Object.assign(new Error('Greeting never received'), { code: 'ETIMEDOUT' });
    expect(smtpError(silent, target({ port: 25 }))).toMatchObject({ code: 'smtp-timeout' });
  });

  it('stops waiting for another attempt when interrupted', async () => {
    const started = await plain({ onMailFrom: (_address, _session, done) => done(reply(450, 'later')) });
    const controller = new AbortController();
    const sleep = (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((_, stopped) => {
        signal?.addEventListener('abort', () => stopped(new Error('aborted')));
        controller.abort();
      });
    await expect(
      sendMail(target(started), MESSAGE, { log: SILENT_LOG, sleep, signal: controller.signal }),
    ).rejects.toMatchObject({ code: 'smtp-deferred' });
  });
});
