// Checks the Microsoft Graph source against a double of the published reference: paging, tokens, marks, throttling.
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { testPace } from '../../../net/testing/http-double.js';
import { type MailboxUnderTest, testMailContract } from '../../testing/mail-contract.js';
import { reportMail, zipped } from '../../testing/mail-writer.js';
import { CLIENT, CLIENT_SECRET, type GraphFaults, startGraph } from '../testing/graph-double.js';
import { type GivenGraph, openTestGraph as open } from '../testing/open-graph.js';

const mailbox =
  (given: GivenGraph = {}, faults: GraphFaults = {}) =>
  async (messages: readonly Buffer[]): Promise<MailboxUnderTest> => {
    const double = await startGraph(messages, faults);
    const marked = async () => double.messages.flatMap(({ isRead }, index) => (isRead ? [index] : []));
    return { open: () => open(double, given), marked, close: double.stop };
  };

testMailContract('Microsoft Graph', {
  make: mailbox(),
  broken: {
    'wrong-password': { make: mailbox({ secret: 'not-the-hunter2' }), code: 'mail-credentials' },
    'expired-token': { make: mailbox({}, { tokenRequests: 3 }), code: undefined },
    'missing-folder': { make: mailbox({ folder: 'Inbox/None' }), code: 'mail-folder' },
    throttled: { make: mailbox({}, { throttled: 2 }), code: undefined },
    cut: { make: mailbox({}, { cutValue: true }), code: 'mail-cut' },
    garbage: { make: mailbox({}, { garbage: true }), code: 'mail-garbage' },
  },
});

test('waits as long as the server asks', async () => {
  const double = await startGraph([reportMail()], { throttled: 2 });
  const pace = testPace();
  expect(await open(double, { pace }).check()).toMatchObject({ messages: 1 });
  expect(pace.pauses).toEqual([7_000, 7_000]);
  const always = await startGraph([reportMail()], { throttled: 100 });
  await expect(open(always).check()).rejects.toMatchObject({ code: 'mail-busy' });
  const forbidden = await startGraph([reportMail()], { forbidden: true });
  await expect(open(forbidden).check()).rejects.toMatchObject({ code: 'mail-refused' });
  for (const each of [double, always, forbidden]) await each.stop();
});

test('reads all pages of a subfolder, and moves handled messages', async () => {
  const double = await startGraph([1, 2, 3, 4, 5].map((number) => reportMail(number)));
  const folder = "Inbox/Reports 'n' more";
  const source = open(double, { mark: { way: 'move', folder, option: '' } });
  const ids = [];
  for await (const message of source.messages()) {
    await message.handled();
    await message.handled();
    ids.push(message.id);
  }
  expect(ids).toEqual(double.messages.map(({ id }) => id));
  expect(double.messages.every((message) => message.folder === 'reports-id')).toBe(true);
  expect(await open(double).check()).toMatchObject({ messages: 0 });
  expect(await open(double, { folder }).check()).toEqual({
    messages: 5,
    facts: [['folder', `${folder}, 5 messages`]],
  });
  await double.stop();
});

test('requests only unread messages, or those of the last days', async () => {
  const double = await startGraph([1, 2, 3].map((number) => reportMail(number)));
  double.messages[1]!.isRead = true;
  const count = async (unseenOnly: boolean, sinceDays: number) =>
    (await open(double, { select: { unseenOnly, sinceDays } }).check()).messages;
  expect([
    await count(true, 0),
    await count(false, 30),
    await count(true, 30),
    await count(false, 3),
  ]).toEqual([2, 3, 2, 0]);
  await double.stop();
});

test('flags messages, and streams a large one', async () => {
  const large = reportMail(1, [zipped(Buffer.alloc(12_000_000, 'x').fill('random', 0, 6))]);
  const double = await startGraph([large]);
  const source = open(double, { mark: { way: 'flagged', folder: '', option: '' } });
  for await (const message of source.messages()) {
    expect((await buffer(await message.open())).equals(large)).toBe(true);
    expect(message.isMarked).toBe(false);
    await message.handled();
  }
  for await (const message of source.messages()) expect(message.isMarked).toBe(true);
  await double.stop();
});

test('never sends its token to another server when following pages', async () => {
  const other = await startGraph([]);
  const messages = [1, 2, 3].map((number) => reportMail(number));
  const double = await startGraph(messages, { nextPage: `${other.url}/v1.0/users` });
  await expect(open(double).check()).rejects.toMatchObject({ code: 'mail-garbage' });
  expect(other.asked).toEqual([]);
  await double.stop();
  await other.stop();
});

test("the double refuses requests that violate Microsoft's reference", async () => {
  const double = await startGraph([reportMail()]);
  const list = `${double.url}/v1.0/users/x/mailFolders/inbox/messages`;
  expect((await fetch(list)).status).toBe(401);
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: CLIENT,
    client_secret: CLIENT_SECRET,
    scope: 'https://graph.microsoft.com/.default',
  });
  const { access_token } = (await (await fetch(double.tokenUrl, { method: 'POST', body: form })).json()) as {
    access_token: string;
  };
  const headers = { authorization: `Bearer ${access_token}` };
  expect((await fetch(`${list}?$filter=isRead eq false&$orderby=receivedDateTime`, { headers })).status).toBe(
    400,
  );
  expect((await fetch(list, { headers })).status).toBe(200);
  expect((await fetch(double.tokenUrl, { method: 'POST', body: 'grant_type=password' })).status).toBe(400);
  await double.stop();
});
