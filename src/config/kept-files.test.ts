// Checks which parts of the configuration a backup keeps: everything, or everything except secrets.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configurationFiles, loadSettings } from './index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-kept-'));
  writeFileSync(
    path.join(folder, 'sundial.yaml'),
    `# api_secret: old-secret-1
fetch_days: 3
api_key: "key-of-mine" # not "old-secret-2"
api_secret_file: secret.txt
imap_password: |
  long-password
sources:
  - {name: cert-example, kind: imap, host: mail.example.com, user: reports, password: 'pass#word-3'}
  - name: second
    kind: api
    key_file: key.txt
    secret: plain-secret-4
`,
  );
  writeFileSync(path.join(folder, 'secret.txt'), 'secret-of-mine\n');
  writeFileSync(path.join(folder, 'key.txt'), 'second-key\n');
  writeFileSync(path.join(folder, '.env'), 'SUNDIAL_SMTP_PASSWORD=smtp-secret\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function kept(withSecrets: boolean) {
  const request = { flags: {}, env: {}, cwd: folder, home: folder };
  return configurationFiles(request, await loadSettings(request), withSecrets);
}

it('leaves out every secret and every comment, and nothing else', async () => {
  const [file, ...others] = await kept(false);
  expect(others).toEqual([]);
  expect(file!.content).not.toMatch(/old-secret|key-of-mine|long-password|pass#word|plain-secret/);
  expect(parse(file!.content)).toEqual({
    fetch_days: 3,
    api_key: '',
    api_secret_file: 'secret.txt',
    imap_password: '',
    sources: [
      { name: 'cert-example', kind: 'imap', host: 'mail.example.com', user: 'reports', password: '' },
      { name: 'second', kind: 'api', key_file: 'key.txt', secret: '' },
    ],
  });
});

it('keeps the files unchanged, and the files of secrets', async () => {
  const files = await kept(true);
  expect(files.map(({ name }) => name).toSorted()).toEqual([
    '.env',
    'secrets/api_secret',
    'secrets/second.key',
    'sundial.yaml',
  ]);
  expect(files.find(({ name }) => name === 'sundial.yaml')!.content).toContain('old-secret-1');
  expect(files.find(({ name }) => name === 'secrets/second.key')!.content).toBe('second-key\n');
});
