// Checks that the Microsoft Graph source signs in with a certificate, made by openssl.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { reportMail } from '../../testing/mail-writer.js';
import { startGraph } from '../testing/graph-double.js';
import { openTestGraph as open } from '../testing/open-graph.js';

test('signs in with a certificate, without sending a secret', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-graph-'));
  const [key, cert, both] = ['key.pem', 'cert.pem', 'both.pem'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  const subject = ['-subj', '/CN=sundial', '-days', '2', '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject], { stdio: 'ignore' });
  execFileSync('sh', ['-c', `cat ${cert} ${key} > ${both}`]);
  const double = await startGraph([reportMail()], {}, readFileSync(cert, 'utf8'));
  const named = (file: string) => ({ file, option: 'oauth_certificate_file' });
  expect(await open(double, { secret: '', certificateFile: named(both) }).check()).toMatchObject({
    messages: 1,
  });
  expect(double.asked[0]!.body).not.toContain('client_secret');
  for (const file of [cert, key])
    await expect(open(double, { certificateFile: named(file) }).check()).rejects.toMatchObject({
      code: 'mail-file-unusable',
    });
  await double.stop();
  rmSync(folder, { recursive: true });
});
