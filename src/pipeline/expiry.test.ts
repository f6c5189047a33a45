// Tests that the ends of certificates, secrets and permissions are found, and become warnings of the digest.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addKey, keysFileOf, rotateKey } from '../access/index.js';
import { folderWith, settingsIn } from '../config/testing/folder.js';
import { selfSigned } from '../notify/testing/certificate.js';
import { endings, endingWarnings, keyEndings } from './expiry.js';

const NOW = new Date('2026-03-01T00:00:00Z');

it('finds certificates, secrets and permissions, and leaves unreadable files to other checks', async () => {
  const certs = await folderWith({
    'api.pem': selfSigned('api', new Date('2026-12-24T12:00:00Z')).cert,
    'web.pem': selfSigned('web', new Date('2026-03-11T12:00:00Z')).cert,
  });
  const yaml = `
sources:
  - {name: tenant, kind: graph, user: a@example.com, oauth_client_id: c, oauth_certificate_file: app.pem}
  - {name: lost, kind: graph, user: a@example.com, oauth_client_id: c, oauth_certificate_file: missing.pem}
  - {name: secret, kind: graph, user: a@example.com, oauth_client_id: c, oauth_client_secret_expires: 2026-03-20}
  - {name: user, kind: gmail, user: a@example.com, oauth_client_id: c}
  - {name: own, kind: imap, user: a, host: imap.example.com, password: p, ca_file: ca.pem}
  - {name: plain, kind: folder, path: in}
outputs:
  - {name: knowledge, kind: postgres, tls: verify-full, ca_file: ca.pem}
smtp_ca_file: ca.pem
api_tls_certs: [${certs}/api.pem]
web_tls_certs: [${certs}/web.pem]
data_dir: data
`;
  const { settings, cwd } = await settingsIn({
    files: {
      'sundial.yaml': yaml,
      'app.pem': selfSigned('app', new Date('2026-02-27T12:00:00Z')).cert,
      // Of several authorities, the last one counts.
      'ca.pem': ['2026-02-01', '2026-03-25'].map((end) => selfSigned('ca', new Date(end)).cert).join('\n'),
    },
  });
  mkdirSync(join(cwd, 'data/authorized'), { recursive: true });
  const granted = { client_id: 'c', refresh_token: 'hunter2', expires: '2026-03-05T06:07:08.000Z' };
  writeFileSync(join(cwd, 'data/authorized/user.json'), JSON.stringify(granted));
  const found = await endings(settings);
  expect(
    found.map(({ what, at }) => [what.replaceAll(cwd, '.').replace(certs, '.'), at.toISOString()]),
  ).toEqual([
    ['The certificate in ./app.pem of the source tenant', '2026-02-27T12:00:00.000Z'],
    ['The secret of the application of the source secret', '2026-03-20T00:00:00.000Z'],
    ['The permission that a user granted to the source user', '2026-03-05T06:07:08.000Z'],
    ['The authority in ./ca.pem for the source own', '2026-03-25T00:00:00.000Z'],
    ['The certificate in ./api.pem of the API', '2026-12-24T12:00:00.000Z'],
    ['The certificate in ./web.pem of the web application', '2026-03-11T12:00:00.000Z'],
    ['The authority in ./ca.pem for the output knowledge', '2026-03-25T00:00:00.000Z'],
    ['The authority in ./ca.pem for the mail of digests', '2026-03-25T00:00:00.000Z'],
  ]);
  const warnings = endingWarnings(found, NOW);
  const shown = (message: string) => message.replaceAll(cwd, '.').replace(certs, '.');
  expect(warnings.map(({ level, code, message }) => [level, code, shown(message)])).toEqual([
    [
      'error',
      'ended',
      'The certificate in ./app.pem of the source tenant ended on 2026-02-27. Upload a new one to the application, and replace the file',
    ],
    [
      'warning',
      'ends-soon',
      'The permission that a user granted to the source user ends on 2026-03-05. "sundial mail authorize" asks the user again',
    ],
    [
      'warning',
      'ends-soon',
      'The certificate in ./web.pem of the web application ends on 2026-03-11. Replace the files; the service takes new ones without a restart',
    ],
    [
      'warning',
      'ends-soon',
      'The secret of the application of the source secret ends on 2026-03-20. Create a new one, and set oauth_client_secret and oauth_client_secret_expires',
    ],
    ...['the source own', 'the output knowledge', 'the mail of digests'].map((owner) => [
      'warning',
      'ends-soon',
      `The authority in ./ca.pem for ${owner} ends on 2026-03-25. Ask for its new certificate, and replace the file`,
    ]),
  ]);
  expect(JSON.stringify([found, warnings])).not.toContain('hunter2');
});

it('finds the keys of constituents that end soon and have no successor, and no keys in a damaged file', async () => {
  const { settings } = await settingsIn({ env: { SUNDIAL_DATA_DIR: await folderWith() } });
  expect(keyEndings(settings, NOW)).toEqual([]);
  const file = keysFileOf(settings);
  const add = (label: string, expires: Date | undefined) =>
    addKey(file, { label, constituents: ['zoo'], methods: [], limits: {}, expires }, () => NOW);
  const end = new Date('2026-03-30T00:00:00Z');
  const { id } = await add('The Zoo', end);
  const { made } = await rotateKey(file, (await add('The Port', end)).id, 7, () => NOW);
  await add('The Mill', new Date('2026-04-01T00:00:00Z'));
  await add('The Farm', undefined);
  expect(endingWarnings(keyEndings(settings, NOW), NOW).map(({ message }) => message)).toEqual(
    [`${id} of The Zoo`, `${made.id} of The Port`].map(
      (key) =>
        `The key ${key} to the API ends on 2026-03-30. "sundial keys rotate" makes a successor with the same access`,
    ),
  );
  writeFileSync(file.file, '{');
  expect(keyEndings(settings, NOW)).toEqual([]);
});
