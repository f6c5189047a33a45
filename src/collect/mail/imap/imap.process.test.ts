// Checks the IMAP source against a real Dovecot: the contract of mailboxes, ways to connect, and failures.

import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../../domain/secret.js';
import { type Dovecot, PASSWORD, startDovecot, TOKEN, whyNoDovecot } from '../../testing/dovecot.js';
import { type MailboxUnderTest, testMailContract } from '../../testing/mail-contract.js';
import { otherMail, reportMail, zipped } from '../../testing/mail-writer.js';
import { cuttingProxy, type Faulty, scriptedServer } from '../../testing/tcp-faults.js';
import { type ImapOptions, openImap } from './imap.js';

const missing = whyNoDovecot();
if (missing) process.stderr.write(`IMAP is not tested: ${missing}\n`);

let server: Dovecot;
let users = 0;
const faulty: Faulty[] = [];

const options = (given: Partial<ImapOptions>): ImapOptions => ({
  host: '127.0.0.1',
  port: server.port,
  tls: 'none',
  user: 'nobody',
  password: new Secret(PASSWORD),
  folder: 'INBOX',
  select: { unseenOnly: false, sinceDays: 0 },
  mark: { way: 'seen', folder: '', option: 'mail_handled' },
  clock: () => new Date('2026-02-03T04:05:06Z'),
  timeoutMs: 60_000,
  ...given,
});

async function mailbox(
  messages: readonly Buffer[],
  given: Partial<ImapOptions> = {},
): Promise<MailboxUnderTest & { user: string }> {
  const user = `user${++users}`;
  server.deliver(user, messages);
  return {
    user,
    open: () => openImap(options({ user, ...given })),
    marked: async () =>
      server
        .files(user)
        .filter((name) => /:2,.*S/.test(name))
        .map((name) => Number(name.slice(8, 10))),
    close: async () => {},
  };
}

/** Waits for a faulty server, which is stopped after the tests, and returns its port. */
async function serving(starting: Promise<Faulty>): Promise<number> {
  const server = await starting;
  faulty.push(server);
  return server.port;
}

// In CI, a missing server is a failure rather than a reason to skip tests.
describe.skipIf(missing !== undefined && process.env.CI !== 'true')('IMAP with Dovecot', () => {
  beforeAll(async () => {
    server = await startDovecot();
  });
  afterAll(async () => {
    for (const server of faulty) await server.stop();
    await server?.stop();
  });

  testMailContract('IMAP', {
    make: mailbox,
    broken: {
      'wrong-password': {
        make: (messages) => mailbox(messages, { password: new Secret('not-the-hunter2') }),
        code: 'mail-credentials',
      },
      'expired-token': {
        make: (messages) => mailbox(messages, { password: async () => new Secret('old-token') }),
        code: 'mail-credentials',
      },
      'missing-folder': { make: (messages) => mailbox(messages, { folder: 'None' }), code: 'mail-folder' },
      untrusted: {
        make: (messages) => mailbox(messages, { port: server.tlsPort, tls: 'tls' }),
        code: 'mail-untrusted',
      },
      cut: {
        make: async (messages) =>
          mailbox(messages, { port: await serving(cuttingProxy(server.port, 2_600)) }),
        code: 'mail-cut',
      },
      garbage: {
        make: async (messages) =>
          mailbox(messages, {
            port: await serving(scriptedServer('HTTP/1.1 400 Bad Request\r\n\r\n', () => '<html>no\r\n')),
            timeoutMs: 500,
          }),
        code: 'mail-timeout',
      },
      throttled: {
        make: async (messages) =>
          mailbox(messages, {
            port: await serving(
              scriptedServer('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n', (line) => {
                const [tag, command] = line.split(' ');
                if (command === 'LOGOUT') return `* BYE\r\n${tag} OK\r\n`;
                return `${tag} NO [LIMIT] Too many connections\r\n`;
              }),
            ),
          }),
        code: 'mail-busy',
      },
    },
  });

  test.each([
    ['TLS', { tls: 'tls' as const, encrypted: 'encrypted' }],
    ['STARTTLS', { tls: 'starttls' as const, encrypted: 'encrypted' }],
    ['no TLS', { tls: 'none' as const, encrypted: 'not encrypted' }],
  ])('connects with %s, by password and by token', async (_, { tls, encrypted }) => {
    const port = tls === 'tls' ? server.tlsPort : server.port;
    const caFile = { file: server.caFile, option: 'imap_ca_file' };
    const box = await mailbox([reportMail()], { tls, port, caFile });
    const token = async () => new Secret(`${TOKEN}:${box.user}`);
    for (const password of [new Secret(PASSWORD), token]) {
      const source = openImap(options({ user: box.user, tls, port, caFile, password }));
      expect(await source.check()).toEqual({
        messages: 1,
        facts: [
          ['connection', encrypted],
          ['folder', 'INBOX, 1 message'],
          ['waits for mail', 'by IDLE'],
        ],
      });
      await source.close();
    }
  });

  test('a server without TLS is refused if TLS is required', async () => {
    const port = await serving(
      scriptedServer('* OK [CAPABILITY IMAP4rev1] ready\r\n', (line) => `${line.split(' ')[0]} OK\r\n`),
    );
    const source = openImap(options({ tls: 'starttls', port }));
    await expect(source.check()).rejects.toMatchObject({ code: 'mail-untrusted' });
    await source.close();
  });

  test('reads a folder, messages of the last days, and unseen ones', async () => {
    const box = await mailbox([]);
    server.deliver(box.user, [reportMail(1), otherMail(1)], 'Reports');
    const count = async (given: Partial<ImapOptions>) => {
      const source = openImap(options({ user: box.user, folder: 'Reports', ...given }));
      const { messages } = await source.check();
      await source.close();
      return messages;
    };
    expect(await count({})).toBe(2);
    const source = openImap(options({ user: box.user, folder: 'Reports' }));
    for await (const message of source.messages()) {
      await message.handled();
      break;
    }
    await source.close();
    expect(await count({ select: { unseenOnly: true, sinceDays: 0 } })).toBe(1);
    expect(await count({ select: { unseenOnly: false, sinceDays: 3 }, clock: () => new Date() })).toBe(2);
    expect(
      await count({ select: { unseenOnly: false, sinceDays: 3 }, clock: () => new Date('2127-01-01') }),
    ).toBe(0);
  });

  test('marks with a flag, by moving, or not at all', async () => {
    for (const [way, expected] of [
      ['flagged', [[/:2,F/], []]],
      ['move', [[], [/M1P1/]]],
      ['none', [[/^\d/], []]],
    ] as const) {
      const box = await mailbox([reportMail()]);
      server.deliver(box.user, [], 'Done');
      const mark = { way, folder: 'Done', option: 'mail_handled' };
      const source = openImap(options({ user: box.user, mark }));
      for await (const message of source.messages()) {
        await message.handled();
        await message.handled();
      }
      await source.close();
      const files = [server.files(box.user), server.files(box.user, 'Done')];
      expect(files).toEqual(expected.map((names) => names.map((name) => expect.stringMatching(name))));
    }
  });

  test('a connection that breaks during one message is reopened for the next', async () => {
    const messages = [1, 2, 3].map((number) => reportMail(number, [zipped('x'.repeat(3_000_000))]));
    const box = await mailbox(messages);
    const port = await serving(cuttingProxy(server.port, 4_000));
    const source = openImap(options({ user: box.user, port }));
    const outcomes: unknown[] = [];
    for await (const message of source.messages()) {
      const raw = await message
        .open()
        .then(buffer)
        .catch((error) => error.code);
      outcomes.push(Buffer.isBuffer(raw) ? raw.equals(messages[outcomes.length]!) : raw);
    }
    expect(outcomes).toEqual(['mail-cut', true, true]);
    await source.close();
  });

  test('announces new mail', async () => {
    const box = await mailbox([reportMail(1)]);
    const source = box.open();
    const stop = new AbortController();
    const arrival = source.arrival!(stop.signal);
    await wait(500);
    server.deliver(box.user, [reportMail(1), otherMail(9)]);
    await arrival;
    const ids = [];
    for await (const message of source.messages()) ids.push(message.id);
    expect(ids).toHaveLength(2);
    const none = source.arrival!(stop.signal);
    stop.abort();
    await none;
    await source.close();
  });
});
