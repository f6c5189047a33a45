// Tests the service's digest job: it handles the settled day once, with and without mail.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings, type Settings } from '../../config/index.js';
import { SILENT_LOG } from '../../domain/log.js';
import { type RunningServer, startServer } from '../../notify/testing/mail-servers.js';
import { placeEmptyStore } from '../../store/testing/placed-store.js';
import { digestJob, openWorkspace, saveDigest, sendUnsent, settledDate, type Workspace } from '../index.js';

describe('the settled day', () => {
  it.each([
    ['2026-03-12T00:00:00Z', 24, '2026-03-10'],
    ['2026-03-11T23:59:59Z', 24, '2026-03-09'],
    ['2026-03-11T09:00:00Z', 8, '2026-03-10'],
    ['2026-03-11T00:00:00Z', 0, '2026-03-10'],
  ])('at %s after %i hours is %s', (now, hours, date) => {
    expect(settledDate(() => new Date(now), hours)).toBe(date);
  });
});

describe('the job', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-job-'));
  let workspace: Workspace;
  let server: RunningServer;

  beforeAll(async () => {
    server = await startServer({ hideSTARTTLS: true });
    const { settings } = await loadSettings({ flags: { dataDir: folder }, env: {}, cwd: folder });
    await placeEmptyStore(folder);
    workspace = await openWorkspace(settings);
  });
  afterAll(async () => {
    await workspace.store.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  /** The workspace at nine o'clock of a day. */
  const on = (day: string, given: Partial<Settings>) => ({
    ...workspace,
    settings: { ...workspace.settings, ...given },
    clock: () => new Date(`${day}T09:00:00Z`),
  });
  const sending = { log: SILENT_LOG, sleep: async () => {} };
  const runOn = (day: string, given: Partial<Settings> = {}) => digestJob(on(day, given), sending);
  const later = (day: string, given: Partial<Settings>) => sendUnsent(on(day, given), sending);
  const mail = (): Partial<Settings> => ({
    smtp_host: '127.0.0.1',
    smtp_port: server.port,
    smtp_tls: 'none',
    mail_from: 'sundial@example.org',
    digest_to: ['soc@example.org'],
  });

  it('saves a digest without sending if mail is not set up', async () => {
    expect(await runOn('2026-03-10')).toBe('saved');
    expect(readdirSync(path.join(folder, 'digests')).sort()[0]).toBe('2026-03-08.csv');
  });

  it('sends one a day, however often it runs', async () => {
    expect(await runOn('2026-03-11', mail())).toBe('sent');
    expect(await runOn('2026-03-11', mail())).toBe('already');
    expect(server.received).toHaveLength(1);
    expect(await runOn('2026-03-12', mail())).toBe('sent');
    expect(server.received).toHaveLength(2);
  });

  it('skips a day after a later digest was made by hand', async () => {
    const clock = () => new Date('2026-03-13T09:00:00Z');
    await saveDigest({ ...workspace, clock }, '2026-03-12', {
      author: 'ada',
      isSure: true,
      log: SILENT_LOG,
    });
    expect(await runOn('2026-03-13', mail())).toBe('overtaken');
    expect(await runOn('2026-03-14', mail())).toBe('sent');
  });

  it('sends an unsent digest later, once, under the same Message-ID', async () => {
    const gone = { ...mail(), smtp_port: 1 };
    await expect(runOn('2026-03-15', gone)).rejects.toMatchObject({ code: 'smtp-unreachable' });
    server.received.length = 0;
    await expect(later('2026-03-15', gone)).rejects.toMatchObject({ code: 'smtp-unreachable' });
    expect(await later('2026-03-16', mail())).toEqual(['2026-03-13']);
    expect(await later('2026-03-16', mail())).toEqual([]);
    expect(server.received).toHaveLength(1);
    expect(await runOn('2026-03-15', mail())).toBe('already');
  });

  it('does not send a digest that was refused permanently or is out of date', async () => {
    const wrong = { ...mail(), smtp_tls: 'tls' as const };
    await expect(runOn('2026-03-17', wrong)).rejects.toMatchObject({ code: 'smtp-unencrypted' });
    expect(await later('2026-03-17', mail())).toEqual([]);
    await expect(runOn('2026-03-18', { ...mail(), smtp_port: 1 })).rejects.toThrow();
    expect(await later('2026-03-30', mail())).toEqual([]);
  });

  it('is recorded in the audit log', async () => {
    const [last] = await workspace.store.runs.latest(1);
    expect(last).toMatchObject({ command: 'digest', status: 'failed' });
    expect(last!.error).toContain('cannot be reached');
  });
});
