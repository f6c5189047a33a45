// Checks commands on several sources from a user's point of view: the results of each source, the choice of one, and
// the exit code.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ReportsApiDouble } from '../../../../examples/reports-api/index.js';
import { reportMail } from '../../../collect/testing/mail-writer.js';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareFetch } from '../fetch/fetch.js';
import { declareMail } from '../mail/mail.js';
import { declarePing } from '../ping/ping.js';
import { declareRun } from './run.js';

const session = new Session((program, context) => {
  declareFetch(program, context);
  declareMail(program, context);
  declarePing(program, context);
  declareRun(program, context);
});
const double = new ReportsApiDouble();
const CSV = '"timestamp","ip","port"\n"2026-01-15 00:00:00","192.0.2.9","443"\n';

beforeAll(async () => {
  await double.start();
  for (const part of ['new', 'cur', 'tmp']) mkdirSync(join(session.cwd, 'box', part), { recursive: true });
  session.write(join('box', 'new', '1.a'), reportMail(1).toString('latin1'));
  session.write(join('drop', '2026-01-15-scan_http-drop.csv'), CSV);
  const account = `kind: api, url: "${double.url}", download_url: "${double.downloadUrl}", key: "${double.key}"`;
  const rules = 'senders: ["@example.com"], list_domains: [lists.example.com], signers: [example.com]';
  session.write(
    'sundial.yaml',
    `min_free_disk_mib: 0
sources:
  - {name: cert-a, ${account}, secret: "${double.secret}", delay_seconds: 0}
  - {name: cert-b, ${account}, secret_env: NOT_SET}
  - {name: drop, kind: folder, path: drop}
  - {name: post, kind: maildir, path: box, ${rules}}
  - {name: old-post, kind: mbox, path: none.mbox}
`,
  );
});
afterAll(async () => {
  await session.remove();
  await double.stop();
});

describe('sundial run', () => {
  test('reads only the named source', async () => {
    const { out, code } = await session.run(['run', '--once', '--source', 'drop']);
    expect(out).toContain('1 file in the folder: 0 already there, 1 taken in');
    expect(code).toBe(EXIT.done);
    const unknown = await session.run(['run', '--once', '--source', 'drpo']);
    expect([unknown.notes, unknown.code]).toEqual([
      'error: there is no source "drpo" (did you mean "drop"?)',
      EXIT.usage,
    ]);
  });

  test('reads all sources under their names, and exits with the gravest code', async () => {
    const { out, code } = await session.run(['run', '--once', '--json']);
    const { failures, ...reads } = JSON.parse(out);
    expect(Object.keys(reads)).toEqual(['cert-a', 'drop', 'post']);
    expect(reads.drop).toMatchObject({ folder: { files: 1, known: 1 } });
    expect(reads.post.messages).toMatchObject([{ state: 'handled', reports: 1 }]);
    expect(failures).toMatchObject([
      { source: 'cert-b', code: 'source-secret', fatal: true },
      { source: 'old-post', code: 'path-missing', fatal: true },
    ]);
    expect(code).toBe(EXIT.authentication);
  });

  test('shows the results of each source to people', async () => {
    const { out, notes } = await session.run(['run', '--once']);
    expect(out).toMatch(/^cert-a:\n0 listed.*\ndrop:\n1 file in the folder.*\npost:\n0 messages/s);
    expect(notes).toContain('error: cert-b: sources.cert-b.secret is missing, because');
  });
});

describe('commands for one kind of source', () => {
  test('fetch and mail fetch refuse a source of another kind', async () => {
    const { notes, code } = await session.run(['fetch', '--source', 'drop']);
    expect([notes, code]).toEqual([
      'error: the source "drop" is of kind folder, but this command is for api',
      EXIT.usage,
    ]);
    expect((await session.run(['mail', 'fetch', '--source', 'post'])).code).toBe(EXIT.done);
    const both = await session.run(['mail', 'fetch', 'box', '--source', 'post']);
    expect([both.notes, both.code]).toEqual(['error: use either --source or paths of mailboxes', EXIT.usage]);
  });

  test('ping requires a choice between several accounts', async () => {
    const { notes } = await session.run(['ping']);
    expect(notes).toContain('there are several sources: cert-a, cert-b. Name one with --source');
    expect((await session.run(['ping', '--source', 'cert-a'])).code).toBe(EXIT.done);
    expect((await session.run(['ping', '--source', 'cert-b'])).notes).toContain('NOT_SET is not set');
  });

  test('mail check prints one result, including failures', async () => {
    const { out, code } = await session.run(['mail', 'check', '--json']);
    expect(JSON.parse(out).mailboxes).toMatchObject([
      { name: 'post', source: 'post', messages: 1 },
      { name: 'old-post', error: { code: 'path-missing' } },
    ]);
    expect(code).toBe(EXIT.partial);
    expect((await session.run(['mail', 'check'])).out).toMatch(
      /^post:\n[\s\S]*\nold-post:\nerror: .*none\.mbox/,
    );
  });
});
