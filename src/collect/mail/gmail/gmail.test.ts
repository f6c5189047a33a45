// Checks the Gmail source against a double of the published reference: paging, tokens, labels, limits.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Secret } from '../../../domain/secret.js';
import { testPace } from '../../../net/testing/http-double.js';
import { type MailboxUnderTest, testMailContract } from '../../testing/mail-contract.js';
import { reportMail, zipped } from '../../testing/mail-writer.js';
import { refreshToken, serviceAccount } from '../oauth/grants.js';
import {
  ACCOUNT,
  type GmailDouble,
  type GmailFaults,
  REFRESH_TOKEN,
  startGmail,
  USER,
} from '../testing/gmail-double.js';
import { type GmailOptions, openGmail } from './gmail.js';
import { rawMessage } from './raw.js';

function open(
  double: GmailDouble,
  { token = REFRESH_TOKEN, ...given }: Partial<GmailOptions> & { token?: string } = {},
) {
  const pace = testPace();
  const grant = refreshToken({
    tokenUrl: double.tokenUrl,
    clientId: 'client.apps.googleusercontent.com',
    clientSecret: new Secret('hunter2-client'),
    refreshToken: new Secret(token),
  });
  return openGmail({
    url: double.url,
    grant,
    user: USER,
    label: 'INBOX',
    query: '',
    select: { unseenOnly: false, sinceDays: 0 },
    mark: { way: 'seen', folder: '', option: '' },
    clock: pace.clock,
    pace,
    env: {},
    ...given,
  });
}

const mailbox =
  (given: Parameters<typeof open>[1] = {}, faults: GmailFaults = {}) =>
  async (messages: readonly Buffer[]): Promise<MailboxUnderTest> => {
    const double = await startGmail(messages, faults);
    const marked = async () =>
      double.messages.flatMap(({ labelIds }, index) => (labelIds.includes('UNREAD') ? [] : [index]));
    return { open: () => open(double, given), marked, close: double.stop };
  };

testMailContract('Gmail', {
  make: mailbox(),
  broken: {
    'wrong-password': { make: mailbox({ token: 'revoked-hunter2' }), code: 'mail-credentials' },
    'expired-token': { make: mailbox({}, { tokenRequests: 3 }), code: undefined },
    'missing-folder': { make: mailbox({ label: 'None' }), code: 'mail-folder' },
    throttled: { make: mailbox({}, { throttled: 2 }), code: undefined },
    cut: { make: mailbox({}, { cutRaw: true }), code: 'mail-cut' },
    garbage: { make: mailbox({}, { garbage: true }), code: 'mail-garbage' },
  },
});

test("signs in as a service account on behalf of the mailbox's user", async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-gmail-'));
  const double = await startGmail([reportMail()], {}, publicKey);
  const keyFile = { file: path.join(folder, 'key.json'), option: 'google_key_file' };
  const key = {
    type: 'service_account',
    client_email: ACCOUNT,
    private_key: privateKey,
    token_uri: double.tokenUrl,
  };
  writeFileSync(keyFile.file, JSON.stringify(key));
  const { clock } = testPace();
  const account = {
    subject: USER,
    scope: 'https://www.googleapis.com/auth/gmail.modify',
    tokenUrl: '',
    clock,
  };
  expect(await open(double, { grant: await serviceAccount({ ...account, keyFile }) }).check()).toEqual({
    messages: 1,
    facts: [['mailbox', `${USER}, 1 message`]],
  });
  writeFileSync(keyFile.file, JSON.stringify({ ...key, private_key: 'hunter2' }));
  await expect(serviceAccount({ ...account, keyFile })).rejects.toMatchObject({ code: 'mail-file-unusable' });
  await double.stop();
  rmSync(folder, { recursive: true });
});

test('reads all pages, oldest first, and moves handled messages to another label', async () => {
  const double = await startGmail([1, 2, 3, 4, 5].map((number) => reportMail(number)));
  const ids = [];
  for await (const message of open(double, {
    mark: { way: 'move', folder: 'reports', option: '' },
  }).messages()) {
    await message.handled();
    ids.push(message.id);
  }
  expect(ids).toEqual(double.messages.map(({ id }) => id));
  expect(await open(double).check()).toMatchObject({ messages: 0 });
  expect(await open(double, { label: 'Reports' }).check()).toMatchObject({ messages: 5 });
  await double.stop();
});

test("uses the user's search", async () => {
  const double = await startGmail([reportMail()]);
  const select = { unseenOnly: true, sinceDays: 2 };
  await open(double, { select, query: 'from:example.com', label: '' }).check();
  expect(double.asked.at(-1)!.url.searchParams.get('q')).toBe('from:example.com is:unread after:1769918706');
  await double.stop();
});

test('gives up after several attempts with growing waits', async () => {
  const double = await startGmail([reportMail()], { throttled: 100 });
  const pace = testPace();
  await expect(open(double, { pace }).check()).rejects.toMatchObject({ code: 'mail-busy' });
  expect(pace.pauses).toEqual([1_500, 3_000, 6_000]);
  await double.stop();
});

test('a large message is streamed from its JSON, whatever the chunks', async () => {
  const large = reportMail(1, [zipped(Buffer.alloc(2_000_000, 'x').fill('random', 0, 6))]);
  const text = Buffer.from(
    JSON.stringify({ id: '1', snippet: '"raw"', raw: large.toString('base64url'), historyId: '2' }),
  );
  for (const size of [1_000, 65_537, 3_000_000]) {
    const pieces = Readable.from(
      (function* () {
        for (let at = 0; at < text.length; at += size) yield text.subarray(at, at + size);
      })(),
    );
    expect((await buffer(rawMessage(pieces, 'x'))).equals(large)).toBe(true);
  }
  await expect(buffer(rawMessage(Readable.from([Buffer.from('{"id": 1}')]), 'x'))).rejects.toMatchObject({
    code: 'mail-garbage',
  });
});

test("the double refuses requests that violate Google's reference", async () => {
  const double = await startGmail([reportMail()]);
  expect((await fetch(`${double.url}/gmail/v1/users/${USER}/messages`)).status).toBe(401);
  expect(
    (await fetch(double.tokenUrl, { method: 'POST', body: 'grant_type=refresh_token&refresh_token=x' }))
      .status,
  ).toBe(400);
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: REFRESH_TOKEN });
  const { access_token } = (await (await fetch(double.tokenUrl, { method: 'POST', body })).json()) as {
    access_token: string;
  };
  const ask = async (path: string) =>
    (
      await fetch(`${double.url}/gmail/v1/users/${path}`, {
        headers: { authorization: `Bearer ${access_token}` },
      })
    ).status;
  expect([
    await ask('other@example.com/messages'),
    await ask(`${USER}/messages?labelIds=reports`),
    await ask(`${USER}/messages?maxResults=501`),
  ]).toEqual([404, 400, 400]);
  await double.stop();
});
