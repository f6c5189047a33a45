// Checks the reading of the mail options before anything is sent.
import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../config/index.js';
import { correspondents, mailServer } from './mail-server.js';

async function settings(given: Record<string, string>) {
  const env = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [`SUNDIAL_${name.toUpperCase()}`, value]),
  );
  return (await loadSettings({ flags: {}, env, cwd: '/nonexistent', home: '/nonexistent' })).settings;
}

describe('the mail server', () => {
  it.each([
    [{}, 587],
    [{ smtp_tls: 'tls' }, 465],
    [{ smtp_tls: 'none' }, 25],
    [{ smtp_tls: 'tls', smtp_port: '2525' }, 2525],
  ])('%o uses port %i', async (given, port) => {
    expect(await mailServer(await settings({ smtp_host: 'smtp.example.org', ...given }))).toMatchObject({
      port,
    });
  });

  it.each([
    ['smtp.example.org', false],
    ['127.evil.example.org', false],
    ['localhost', true],
    ['127.0.0.1', true],
    ['::1', true],
  ])('%s may receive a password without encryption: %s', async (smtp_host, allowed) => {
    const server = mailServer(await settings({ smtp_host, smtp_tls: 'none', smtp_user: 'sundial' }));
    if (allowed) await expect(server).resolves.toMatchObject({ user: 'sundial' });
    else await expect(server).rejects.toMatchObject({ code: 'config-invalid' });
  });

  it('has to be named, and its certificate authorities have to be readable', async () => {
    await expect(mailServer(await settings({}))).rejects.toThrow('smtp_host is not set');
    const given = { smtp_host: 'localhost', smtp_ca_file: '/nonexistent/ca.pem' };
    await expect(mailServer(await settings(given))).rejects.toMatchObject({ code: 'config-unreadable' });
  });

  it('does not reveal its password', async () => {
    const server = await mailServer(
      await settings({ smtp_host: 'localhost', smtp_password: 'correct-horse' }),
    );
    expect(JSON.stringify(server)).not.toContain('correct-horse');
  });
});

describe('sender and recipients', () => {
  const from = 'Sundial <sundial@example.org>';

  it('come from the options', async () => {
    const given = { mail_from: from, digest_to: 'soc@example.org, Ada <ada@example.org>' };
    expect(correspondents(await settings(given))).toEqual({
      from,
      to: ['soc@example.org', 'Ada <ada@example.org>'],
    });
  });

  it.each([
    ['nobody', 'soc@example.org'],
    ['a@example.org\r\nBcc: b@example.org', 'soc@example.org'],
    [from, 'a@example.org;b@example.org'],
    [from, 'a b@example.org'],
    [from, 'Ada ada@example.org'],
  ])('from %j to %j is refused', async (mail_from, digest_to) => {
    const given = await settings({ mail_from, digest_to });
    expect(() => correspondents(given)).toThrow('is not a mail address');
  });

  it('have to be named', async () => {
    const without = await settings({ mail_from: from });
    expect(() => correspondents(without)).toThrow('digest_to is not set');
    expect(() => correspondents({ ...without, mail_from: '' })).toThrow('mail_from is not set');
  });
});
