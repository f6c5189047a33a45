// Checks that the service makes and sends digests by their schedule, and tries again what could not be sent.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSettings, type Settings } from '../config/index.js';
import { SILENT_LOG } from '../domain/log.js';
import { type RunningServer, startServer } from '../notify/testing/mail-servers.js';
import { openWorkspace, type Workspace } from '../pipeline/index.js';
import { digestJobs } from './digest-jobs.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-digest-jobs-'));
const signal = new AbortController().signal;
let workspace: Workspace;
let server: RunningServer;

beforeAll(async () => {
  server = await startServer({ hideSTARTTLS: true });
  const { settings } = await loadSettings({ flags: { dataDir: folder }, env: {}, cwd: folder });
  workspace = await openWorkspace(settings);
});
afterAll(async () => {
  await workspace.store.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});

function jobs(now: string, given: Partial<Settings>) {
  const settings = { ...workspace.settings, digest_schedule: '0 9 * * *', ...given };
  return digestJobs({
    workspace: { ...workspace, settings },
    clock: () => new Date(now),
    log: SILENT_LOG,
  });
}
const mail = (): Partial<Settings> => ({
  smtp_host: '127.0.0.1',
  smtp_port: server.port,
  smtp_tls: 'none',
  mail_from: 'sundial@example.org',
  digest_to: ['soc@example.org'],
});

it('has none without a schedule, and no mail without a server', async () => {
  expect(await jobs('2026-03-12T08:00:00Z', { digest_schedule: '' })).toEqual([]);
  expect((await jobs('2026-03-12T08:00:00Z', {})).map(({ name }) => name)).toEqual(['digest']);
  await expect(jobs('2026-03-12T08:00:00Z', { digest_schedule: 'daily' })).rejects.toMatchObject({
    code: 'config-invalid',
  });
});

it('waits for the schedule at first, and catches up later', async () => {
  const [first] = await jobs('2026-03-12T08:00:00Z', mail());
  expect(first!.schedule.next(first!.lastStartedAt!)).toEqual(new Date('2026-03-12T09:00:00Z'));
  const [due] = await jobs('2026-03-12T09:00:00Z', mail());
  expect(await due!.run(signal)).toEqual([]);
  expect(server.received).toHaveLength(1);
  const [slept] = await jobs('2026-03-14T12:00:00Z', mail());
  expect(slept!.schedule.next(slept!.lastStartedAt!)).toEqual(new Date('2026-03-13T09:00:00Z'));
});

it('says why it could not be sent, and sends it half an hour later', async () => {
  server.received.length = 0;
  const stopped = new AbortController();
  stopped.abort();
  const [daily] = await jobs('2026-03-14T12:00:00Z', { ...mail(), smtp_port: 1 });
  expect(await daily!.run(stopped.signal)).toMatchObject([
    { source: 'digest', class: 'unreachable', code: 'smtp-unreachable', fatal: true },
  ]);
  const [, unsent] = await jobs('2026-03-14T12:30:00Z', mail());
  expect(await unsent!.run(signal)).toEqual([]);
  expect(server.received).toHaveLength(1);
});
