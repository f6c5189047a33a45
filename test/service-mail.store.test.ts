// Tests the service with a Maildir: a message that arrives is loaded at once, and an unreadable one is reported.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportMail } from '../src/collect/testing/mail-writer.js';
import { loadSettings } from '../src/config/index.js';
import { openFront, openService } from '../src/daemon/index.js';
import type { Log } from '../src/domain/log.js';
import { SILENT_LOG } from '../src/domain/log.js';
import { openSources, openWorkspace, type Workspace } from '../src/pipeline/index.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';

const CLOCK = () => new Date('2026-02-01T07:00:00Z');
const folder = mkdtempSync(path.join(tmpdir(), 'sundial-service-mail-'));
const box = path.join(folder, 'box');

let workspace: Workspace;
beforeAll(async () => {
  for (const part of ['new', 'cur', 'tmp']) mkdirSync(path.join(box, part), { recursive: true });
  const { settings } = await loadSettings({
    flags: { dataDir: path.join(folder, 'data') },
    env: {
      SUNDIAL_HTTP_PORT: '0',
      SUNDIAL_WEB_PORT: '0',
      SUNDIAL_MAIL_SOURCE: 'maildir',
      SUNDIAL_MAIL_PATH: box,
      SUNDIAL_MAIL_SENDERS: '@example.com',
      SUNDIAL_MAIL_LIST_DOMAINS: 'lists.example.com',
    },
    cwd: folder,
  });
  await placeEmptyStore(settings.data_dir);
  workspace = await openWorkspace(settings);
});
afterAll(async () => {
  await workspace.store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a complete message into the mailbox at once, like a mail server. */
function deliver(number: number): void {
  const name = `${number}.example`;
  writeFileSync(path.join(box, 'tmp', name), reportMail(number));
  renameSync(path.join(box, 'tmp', name), path.join(box, 'new', name));
}

test('a message that arrives is loaded without waiting for the schedule', async () => {
  const reads: number[] = [];
  let heard = () => {};
  const log: Log = {
    ...SILENT_LOG,
    info: (message, fields) => {
      if (message !== 'mailbox read') return;
      reads.push(fields!.messages as number);
      heard();
    },
  };
  const next = () => new Promise<void>((resolve) => (heard = resolve));
  const first = next();
  const { settings } = workspace;
  const service = await openService({
    workspace,
    log,
    front: await openFront({ settings, log, clock: CLOCK, version: '1' }),
    sources: await openSources(workspace.settings, { clock: CLOCK, env: {} }),
    clock: CLOCK,
    version: '1',
    runCommand: async () => 0,
    // The clock is stopped, so only an arrival makes a run due.
    wait: (_milliseconds, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
  });
  const running = service.run();
  await first;
  const second = next();
  // The watch begins at some moment; an earlier message would wait for the schedule.
  let number = 1;
  const delivering = setInterval(() => deliver(number++), 20);
  await second;
  clearInterval(delivering);
  service.stop();
  await running;
  expect(reads[0]).toBe(0);
  expect(reads[1]).toBeGreaterThan(0);
  const [row] = await workspace.operator.tables.rows<{ loaded: number }>(
    "SELECT count() AS loaded FROM reports WHERE state = 'live'",
  );
  expect(row!.loaded).toBeGreaterThan(0);
});
