// Checks `sundial mail` and mail in `sundial ingest` on real mailboxes in files, through the whole pipeline.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLIENT, startGraph } from '../../../collect/mail/testing/graph-double.js';
import {
  bodyText,
  CSV,
  letter,
  otherMail,
  REPORT,
  reportMail,
  zipped,
} from '../../../collect/testing/mail-writer.js';
import { PACKERS } from '../../../collect/testing/packers.js';
import { startDouble } from '../../../net/testing/http-double.js';
import { Session } from '../../testing/session.js';
import { declareReports } from '../reports/reports.js';
import { declareMail } from './mail.js';

const session = new Session((program, context) => {
  declareMail(program, context);
  declareReports(program, context);
});
let host: Awaited<ReturnType<typeof startDouble>>;

beforeAll(async () => {
  host = await startDouble(({ url }) =>
    url.pathname === '/good-token'
      ? {
          body: CSV.replace('192.0.2.1', '192.0.2.2'),
          headers: { 'content-disposition': 'attachment; filename="2026-01-15-scan_ntp-example.csv"' },
        }
      : { body: '<html>Log in</html>' },
  );
  for (const sub of ['new', 'cur', 'tmp']) mkdirSync(join(session.cwd, 'box', sub), { recursive: true });
  const write = (name: string, content: Buffer) =>
    session.write(join('box', 'new', name), content.toString('latin1'));
  write('1.a', reportMail(1));
  write('2.a', otherMail());
  write('3.a', letter({ leaves: [{ content: bodyText(`${host.url}/good-token`, 7) }] }));
  write('4.a', letter({ leaves: [{ content: bodyText(`${host.url}/expired-token`) }] }));
});
afterAll(async () => {
  await host.stop();
  await session.remove();
});

const env = () => ({
  SUNDIAL_MAIL_SOURCE: 'maildir',
  SUNDIAL_MAIL_PATH: join(session.cwd, 'box'),
  SUNDIAL_MAIL_SENDERS: '@example.com',
  SUNDIAL_MAIL_LIST_DOMAINS: 'lists.example.com',
  SUNDIAL_MAIL_SIGNERS: 'example.com',
  SUNDIAL_MAIL_LINK_HOSTS: new URL(host.url).host,
  SUNDIAL_MAIL_LINK_LOOPBACK: 'true',
});
const run = (...args: string[]) => session.run(args, { env: env() });

describe('sundial mail', () => {
  test('names the missing settings', async () => {
    const { notes, code } = await session.run(['mail', 'check'], { env: { SUNDIAL_MAIL_SOURCE: 'imap' } });
    expect([notes, code]).toEqual([expect.stringContaining('imap_host is not set'), 2]);
    expect((await session.run(['mail', 'check'], {})).notes).toContain('mail_source is not set');
  });

  test('authorize asks the user at Microsoft, keeps the permission, and checks the mailbox', async () => {
    const graph = await startGraph([], { user: { before: ['authorization_pending'] } });
    const atMicrosoft = {
      ...{ SUNDIAL_MAIL_SOURCE: 'graph', SUNDIAL_MAIL_USER: 'reports@example.com' },
      ...{ SUNDIAL_GRAPH_URL: `${graph.url}/v1.0`, SUNDIAL_OAUTH_URL: graph.tokenUrl },
      SUNDIAL_OAUTH_CLIENT_ID: CLIENT,
    };
    const authorize = (...args: string[]) =>
      session.run(['mail', 'authorize', ...args], { env: atMicrosoft });
    const { out, notes, code } = await authorize();
    expect(notes).toContain('enter the code WDJB-MJHT');
    expect(out).toMatch(/kept in \S+\/authorized\/graph\.json\.[\s\S]*0 messages/);
    expect(code).toBe(0);
    expect(JSON.parse((await authorize('--json')).out)).toMatchObject({
      ...{ source: 'mail', file: expect.stringContaining('graph.json'), expires: null },
      mailboxes: [{ name: 'mail', messages: 0 }],
    });
    expect((await run('mail', 'authorize')).notes).toContain(
      'the source "mail" is of kind maildir, which needs no permission of a user',
    );
    await graph.stop();
  });

  test('check describes the mailbox and changes nothing', async () => {
    const { out, code } = await run('mail', 'check', '--json');
    expect(JSON.parse(out)).toMatchObject({
      mailboxes: [{ name: 'mail', source: 'maildir', messages: 4 }],
    });
    expect(code).toBe(0);
    expect((await run('mail', 'check')).out).toContain('4 messages');
  });

  test('fetch loads reports, compares them with the announcements, and lists the messages left alone', async () => {
    const { out, code } = await run('mail', 'fetch');
    expect(out).toContain('has 1 row, but its message announces 7');
    expect(out).toContain('the link was answered with a web page');
    expect(out).toContain('4 messages: 2 handled, 1 left, 1 failed');
    expect(code).toBe(3);
    expect(out).not.toContain('token');
  });

  test('a second fetch finds nothing new, and does not repeat hopeless attempts', async () => {
    const asked = host.asked.length;
    const { out, code } = await run('mail', 'fetch', '--fail-on-empty');
    expect([out, code]).toEqual(['0 messages: 0 handled, 0 left, 0 failed', 5]);
    expect(host.asked).toHaveLength(asked);
    expect((await run('mail', 'fetch', '--again')).out).toContain('2 messages: 0 handled, 1 left, 1 failed');
  });

  test('list shows each message, its reports, and the reason if it was left alone', async () => {
    const { out } = await run('mail', 'list');
    expect(out).toContain('scan_ssl 2026-01-15 loaded');
    expect(out).toContain('somebody@example.net');
    const { messages } = JSON.parse((await run('mail', 'list', '--json', '--state', 'failed')).out);
    expect(messages).toMatchObject([
      {
        list: 'example',
        state: 'failed',
        error: { code: 'mail-link-page' },
        message: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect((await run('mail', 'list', '--json')).out).not.toMatch(/token|127\.0\.0\.1/);
  });

  test('show and save give back a message, its attachments, and what became of them', async () => {
    const { messages } = JSON.parse((await run('mail', 'list', '--json')).out);
    const { message } = messages.find(({ reports }: { reports: { type: string }[] }) =>
      reports.some(({ type }) => type === 'scan_ssl'),
    );
    const { out, code } = await run('mail', 'show', message.slice(0, 12));
    expect(out).toMatch(/2026-01-15-scan_ssl-example.csv.zip > 2026-01-15-scan_ssl-example.csv +64 +yes/);
    expect(out).toMatch(/scan_ssl 2026-01-15 example +store +loaded/);
    expect(code).toBe(0);
    const shown = JSON.parse((await run('mail', 'show', message, '--json')).out);
    expect(shown).toMatchObject({
      messages: [{ state: 'handled' }],
      attachments: [{ bytes: 64, is_report: true }],
    });
    const saved = await run('mail', 'save', message.slice(0, 6), 'saved');
    expect(saved.out).toContain('2 files written to');
    expect(readFileSync(join(session.cwd, 'saved', 'message.eml'))).toEqual(reportMail(1));
    expect(readFileSync(join(session.cwd, 'saved', `1-${REPORT}`), 'utf8')).toBe(CSV);
    expect((await run('mail', 'save', message, 'saved')).notes).toContain('exists already');
    expect((await run('mail', 'show', '0123456')).notes).toContain('there is no message 0123456');
  });

  test('the same report from another source counts once', async () => {
    session.write(`in/${REPORT}`, CSV);
    const { out } = await run('ingest', 'in', '--json', '--list', 'example');
    expect(JSON.parse(out).totals).toMatchObject({ accepted: 0, duplicate: 1 });
  });
});

test('ingest accepts mbox files and messages as well, and an older message does not supersede a newer one', async () => {
  const version = (content: string, date: string) =>
    letter({
      headers: { Date: date },
      leaves: [zipped(content, '2026-01-16-scan_ssl-example.csv')],
    }).toString('latin1');
  const newer = version(`${CSV}"2026-01-15 00:00:01","192.0.2.9","443"\n`, 'Sat, 17 Jan 2026 05:00:00 +0000');
  const older = version(CSV, 'Fri, 16 Jan 2026 05:00:00 +0000');
  session.write(
    'old.mbox',
    `From x@example.com Sat Jan 17 05:00:00 2026\n${newer}\nFrom x@example.com Sat Jan 17 06:00:00 2026\n${older}\n`,
  );
  const { out } = await run('ingest', 'old.mbox', '--json');
  expect(
    JSON.parse(out)
      .files.map((each: { outcome: string }) => each.outcome)
      .sort(),
  ).toEqual(['loaded', 'older']);
  session.write('one.eml', older);
  expect(JSON.parse((await run('ingest', 'one.eml', '--json')).out).files).toMatchObject([
    { outcome: 'older', type: 'scan_ssl' },
  ]);
  expect((await run('mail', 'fetch', 'old.mbox')).out).toContain('0 messages');
  expect((await run('mail', 'fetch', 'in')).notes).toContain('contains no .eml file');
});

test('folders of .eml files are accepted from any sender, along with reports beside them', async () => {
  const forward = letter({
    headers: { From: 'alice@example.net', Sender: '', 'List-Id': '', Subject: 'fyi' },
    leaves: [zipped(CSV.replace('192.0.2.1', '192.0.2.17'), '2026-01-17-scan_ssl-example.csv')],
  });
  session.write('mixed/deep/forward.eml', forward.toString('latin1'));
  session.write('mixed/lunch.eml', otherMail(2).toString('latin1'));
  session.write('mixed/2026-01-18-scan_ssl-example.csv', CSV.replace('192.0.2.1', '192.0.2.18'));
  const { out, code } = await run('ingest', 'mixed');
  expect([out, code]).toEqual([expect.stringContaining('2 files: 2 accepted'), 0]);
  expect(out).toMatch(/left: mixed\/lunch\.eml contains neither a report nor a link/);
  expect((await run('mail', 'fetch', 'mixed')).out).toContain('0 messages');
});

test('messages in an archive are read along with the reports beside them, wherever the archive is', async () => {
  const mailed = letter({
    leaves: [zipped(CSV.replace('192.0.2.1', '192.0.2.19'), '2026-01-19-scan_ssl-example.csv')],
  });
  const beside = Buffer.from(CSV.replace('192.0.2.1', '192.0.2.20'));
  const archive = await PACKERS.zip!.pack([
    { name: 'saved/one.eml', content: mailed },
    { name: 'saved/lunch.eml', content: otherMail(3) },
    { name: '2026-01-20-scan_ssl-example.csv', content: beside },
  ]);
  mkdirSync(join(session.cwd, 'shelf'));
  writeFileSync(join(session.cwd, 'shelf/export.zip'), archive);
  const { out, code } = await run('ingest', 'shelf');
  expect([out, code]).toEqual([expect.stringContaining('2 files: 2 accepted'), 0]);
  expect(out).toContain('2 messages: 1 handled, 1 left, 0 failed');
  expect(out).toContain('left: shelf/export.zip > saved/lunch.eml contains neither');
  const again = JSON.parse((await run('ingest', 'shelf/export.zip', '--json')).out);
  expect(again.files.map((each: { outcome: string }) => each.outcome)).toEqual(['known', 'known']);
  expect((await run('mail', 'fetch', 'shelf/export.zip')).out).toContain('0 messages');
});
