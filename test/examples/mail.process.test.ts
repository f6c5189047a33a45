// Checks that the committed sample mailbox matches its generator, and is read as documented.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { sampleMailbox } from '../../examples/make-mail.js';
import { ROOT } from '../shape/tree.js';
import { sundial } from '../support/cli.js';

const MAILBOX = path.join(ROOT, 'examples/mail/reports.mbox');
const folder = mkdtempSync(path.join(tmpdir(), 'sundial-sample-mail-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('the sample mailbox equals the output of examples/make-mail.ts', () => {
  expect(readFileSync(MAILBOX, 'utf8')).toBe(sampleMailbox());
});

it('the reports in the sample mailbox are loaded, both attached and forwarded; other messages are left alone', async () => {
  const env = {
    SUNDIAL_MAIL_SENDERS: '@example.com',
    SUNDIAL_MAIL_LIST_DOMAINS: 'lists.example.com',
    SUNDIAL_MAIL_SIGNERS: 'example.com',
  };
  const options = { cwd: folder, env };
  const run = await sundial(['mail', 'fetch', MAILBOX, '--data-dir', 'data', '--json'], options);
  expect(run.exitCode, run.stderr).toBe(0);
  const { totals, files, messages } = JSON.parse(run.stdout);
  expect(files.map((each: { type: string; notices: string[] }) => [each.type, each.notices])).toEqual([
    ['scan_ntp', []],
    ['scan_smb', []],
    ['scan_mongodb', []],
  ]);
  expect(totals.failed).toBe(0);
  expect(
    messages.map((each: { state: string; list: string; error: { code: string } | null }) => [
      each.state,
      each.list,
      each.error?.code,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['handled', 'example-asn', undefined],
      ['left', 'example-asn', 'mail-link-foreign'],
      ['left', '', 'mail-not-from-publisher'],
    ]),
  );
  const list = await sundial(['mail', 'list', '--data-dir', 'data'], options);
  expect(list.stdout).toContain('scan_mongodb 2026-03-02 loaded');
  expect(list.stdout).not.toContain('token');
});
