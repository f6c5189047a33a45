// Tests sessions: when they end, that a restart keeps them, and that their file opens nothing.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WEB_LIMITS } from '../../domain/limits-web.js';
import { Sessions, sessionsFileOf } from './sessions.js';
import type { User } from './user.js';

const START = new Date('2026-03-01T00:00:00Z');
const HOUR_MS = 3_600_000;
const ADA: User = {
  ...{ name: 'ada', role: 'viewer', created: START, password: '$argon2id$x', generation: 'g1' },
  ...{ invitation: undefined, disabled: undefined },
};
const PLACE = { address: '192.0.2.7', agent: 'Browser' };

let now = START;
let users: readonly User[] = [];
let folder = '';
const failures: string[] = [];
const opened: Sessions[] = [];
const file = () => sessionsFileOf({ data_dir: folder });
function open(): Sessions {
  const sessions = new Sessions(
    file(),
    () => users,
    () => now,
    (problem) => failures.push(problem),
  );
  opened.push(sessions);
  return sessions;
}
const later = (milliseconds: number) => {
  now = new Date(now.getTime() + milliseconds);
};

beforeEach(() => {
  now = START;
  users = [ADA];
  failures.length = 0;
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-sessions-'));
});
afterEach(async () => {
  for (const sessions of opened.splice(0)) await sessions.close();
  rmSync(folder, { recursive: true });
});

it('a token leads to its user, as the user is now', async () => {
  const sessions = open();
  const token = (await sessions.begin(ADA, PLACE)).reveal();
  users = [{ ...ADA, role: 'admin' }];
  expect(sessions.use(token)).toMatchObject({ user: { name: 'ada', role: 'admin' }, session: PLACE });
  expect(sessions.use(`${token}x`)).toBeUndefined();
  expect(sessions.use('')).toBeUndefined();
});

it('ends when it is not used for half a day, and after a week of use', async () => {
  const sessions = open();
  const idle = (await sessions.begin(ADA, PLACE)).reveal();
  const used = (await sessions.begin(ADA, PLACE)).reveal();
  later(WEB_LIMITS.sessionIdleMs - 1);
  expect(sessions.use(used)).toBeDefined();
  later(1);
  expect([sessions.use(idle), sessions.use(used)?.user.name]).toEqual([undefined, 'ada']);
  while (now.getTime() - START.getTime() < WEB_LIMITS.sessionMs - 6 * HOUR_MS) {
    later(6 * HOUR_MS);
    expect(sessions.use(used)).toBeDefined();
  }
  later(6 * HOUR_MS);
  expect(sessions.use(used)).toBeUndefined();
});

it('ends although a page asks by itself, and is not written for that', async () => {
  const sessions = open();
  const token = (await sessions.begin(ADA, PLACE)).reveal();
  const written = () => readFileSync(file(), 'utf8');
  const before = written();
  for (let minutes = 0; minutes < WEB_LIMITS.sessionIdleMs / 60_000; minutes += 20) {
    expect(sessions.use(token, false)).toMatchObject({ user: { name: 'ada' }, session: { seen: START } });
    later(20 * 60_000);
  }
  expect([sessions.use(token, false), sessions.use(token), written()]).toEqual([
    undefined,
    undefined,
    before,
  ]);
});

it.each<[string, readonly User[]]>([
  ['is removed', []],
  ['is disabled', [{ ...ADA, disabled: START }]],
  ['gets a new link', [{ ...ADA, generation: 'g2' }]],
  ['has no password any more', [{ ...ADA, password: undefined }]],
])('ends when its user %s', async (_what, after) => {
  const sessions = open();
  const token = (await sessions.begin(ADA, PLACE)).reveal();
  users = after;
  expect([sessions.use(token), sessions.of('ada')]).toEqual([undefined, []]);
});

it('survives a restart, in a file that its user alone can read and that has no token', async () => {
  const sessions = open();
  const token = (await sessions.begin(ADA, PLACE)).reveal();
  later(60_000);
  sessions.use(token);
  await sessions.close();
  expect(readFileSync(file(), 'utf8')).not.toContain(token);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(open().use(token)?.session.began).toEqual(START);
});

it('ended by its user, it stays ended after a restart', async () => {
  const sessions = open();
  const token = (await sessions.begin(ADA, PLACE)).reveal();
  await sessions.end(sessions.of('ada')[0]!);
  expect([sessions.use(token), open().use(token)]).toEqual([undefined, undefined]);
});

it('a user has few sessions: a new one ends the one that was used least recently', async () => {
  const sessions = open();
  const tokens: string[] = [];
  for (let number = 0; number <= WEB_LIMITS.sessionsOfUser; number++) {
    later(1);
    tokens.push((await sessions.begin(ADA, PLACE)).reveal());
  }
  expect(sessions.of('ada')).toHaveLength(WEB_LIMITS.sessionsOfUser);
  expect([sessions.use(tokens[0]!), sessions.use(tokens.at(-1)!)?.user.name]).toEqual([undefined, 'ada']);
});

it('a damaged file ends all sessions, and one that cannot be written is told', async () => {
  await open().begin(ADA, PLACE);
  writeFileSync(file(), '{');
  expect(open().of('ada')).toEqual([]);
  rmSync(path.dirname(file()), { recursive: true });
  writeFileSync(path.dirname(file()), 'in place of the folder');
  const token = (await open().begin(ADA, PLACE)).reveal();
  expect([failures.length > 0, opened.at(-1)!.use(token)?.user.name]).toEqual([true, 'ada']);
});
