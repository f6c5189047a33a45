// Checks that errors about a mailbox of the list `sources` name the entry's own options, not those of the short form.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextIn, entryOf } from '../testing/entry-of.js';
import { GMAIL_KIND } from './gmail/declaration.js';
import { GRAPH_KIND } from './graph/declaration.js';
import { IMAP_KIND } from './imap/declaration.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-named-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const user = 'reports@example.com';
test.each([
  [GMAIL_KIND, 'google_key_file', { user }],
  [GRAPH_KIND, 'oauth_certificate_file', { user, oauth_tenant: 'tenant', oauth_client_id: 'client' }],
  [IMAP_KIND, 'ca_file', { user, host: '127.0.0.1', password: 'hunter2' }],
])('a missing file is named with its option: %o', async (kind, key, given) => {
  const file = path.join(folder, 'missing');
  const source = await kind.open(entryOf(kind, { ...given, [key]: file }), contextIn(folder));
  await expect(source.check()).rejects.toMatchObject({
    code: 'mail-file-unusable',
    message: expect.stringContaining(`${key} names ${file}, which cannot be used (no such file`),
  });
  await source.close();
});
