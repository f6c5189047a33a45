// Tests the keys file: who may read it, that changes count at once, and that none is lost or half written.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOf } from '../domain/running-process.js';
import { addKey, type GivenKey, revokeKey, rotateKey } from './change-keys.js';
import { KeyRing } from './key-ring.js';
import { KeysFile, keysFileOf } from './keys-file.js';
import { signatureOf } from './signature.js';

const GIVEN: GivenKey = {
  label: 'The Zoo',
  constituents: ['zoo'],
  methods: [],
  limits: { rows: 100 },
  expires: undefined,
};
const BODY = Buffer.from('{}');

let now = new Date('2026-03-01T00:00:00Z');
const clock = () => now;
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);

let folder = '';
let file: KeysFile;
beforeEach(() => {
  now = new Date('2026-03-01T00:00:00Z');
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-keys-'));
  file = keysFileOf({ keys_file: '', data_dir: folder });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What another process says about a key. */
function stateOf({ credentials }: Awaited<ReturnType<typeof addKey>>, other = new KeysFile(file.file)) {
  const ring = new KeyRing(() => other.current(), clock);
  return ring.check(credentials.apikey.reveal(), signatureOf(credentials.secret, BODY), BODY).state;
}

describe('a new key', () => {
  it('works in another process, and its file is for this user only', async () => {
    const key = await addKey(file, GIVEN, clock);
    expect(stateOf(key)).toBe('usable');
    expect([path.relative(folder, file.file), statSync(file.file).mode & 0o777]).toEqual([
      'keys.json',
      0o600,
    ]);
    expect(readdirSync(folder)).toEqual(['keys.json']);
  });

  it('has credentials that cannot be guessed', async () => {
    const { apikey, secret } = (await addKey(file, GIVEN, clock)).credentials;
    expect([apikey.reveal(), secret.reveal()]).toEqual([
      expect.stringMatching(/^[\w-]{32}$/),
      expect.stringMatching(/^[\w-]{43}$/),
    ]);
  });

  it('keeps everything that was given, and does not show its secrets by accident', async () => {
    const key = await addKey(file, { ...GIVEN, methods: ['test/ping'], expires: days(1) }, clock);
    const [read] = new KeysFile(file.file).current().all;
    expect([read, stateOf(key)]).toEqual([key, 'usable']);
    expect(JSON.stringify(read)).not.toContain(key.credentials.secret.reveal());
  });

  it('that expires works until then', async () => {
    const key = await addKey(file, { ...GIVEN, expires: days(1) }, clock);
    now = new Date(days(1).getTime() - 1);
    expect(stateOf(key)).toBe('usable');
    now = new Date(now.getTime() + 1);
    expect(stateOf(key)).toBe('expired');
  });
});

it('a revoked key ends at once for a process that has used it, and its secret is erased', async () => {
  const key = await addKey(file, GIVEN, clock);
  const other = new KeysFile(file.file);
  expect(stateOf(key, other)).toBe('usable');
  await revokeKey(file, key.id, clock);
  expect(stateOf(key, other)).toBe('refused');
  expect(readFileSync(file.file, 'utf8')).not.toContain(key.credentials.secret.reveal());
  await expect(revokeKey(file, key.id, clock)).rejects.toMatchObject({ code: 'key-ended' });
});

describe('a rotated key', () => {
  it('works beside its successor, which has the same access', async () => {
    const key = await addKey(file, GIVEN, clock);
    const { made, old } = await rotateKey(file, key.id, 7, clock);
    expect(made).toMatchObject({ ...GIVEN, replaces: key.id });
    expect(old.expires).toEqual(days(7));
    expect([stateOf(key), stateOf(made)]).toEqual(['usable', 'usable']);
    now = days(7);
    expect([stateOf(key), stateOf(made)]).toEqual(['expired', 'usable']);
  });

  it('does not live longer than before, and ends at once without an overlap', async () => {
    const key = await addKey(file, { ...GIVEN, expires: days(3) }, clock);
    expect((await rotateKey(file, key.id, 7, clock)).old.expires).toEqual(days(3));
    await rotateKey(file, key.id, 0, clock);
    expect(stateOf(key)).toBe('expired');
    await expect(rotateKey(file, key.id, 7, clock)).rejects.toMatchObject({ code: 'key-ended' });
  });
});

it('changes at the same time are all kept, and downloads keep their ids', async () => {
  await addKey(file, GIVEN, clock);
  const { idKey } = file.current();
  await Promise.all(Array.from({ length: 8 }, () => addKey(new KeysFile(file.file), GIVEN, clock)));
  const { all, idKey: after } = file.current();
  expect([all.length, Buffer.from(after).equals(Buffer.from(idKey))]).toEqual([9, true]);
});

describe('a change that was killed', () => {
  const ENDED = { pid: 4_000_000, started: 'another boot 1' };
  const leave = (holder: object) => {
    writeFileSync(`${file.file}.new`, '{"format": 1, "ke');
    writeFileSync(`${file.file}.lock`, JSON.stringify(holder));
  };

  it('leaves the keys as they were, and the next change removes what it left', async () => {
    const key = await addKey(file, GIVEN, clock);
    leave(ENDED);
    expect(stateOf(key)).toBe('usable');
    const next = await addKey(file, GIVEN, clock);
    expect([stateOf(key), stateOf(next)]).toEqual(['usable', 'usable']);
    expect([readdirSync(folder), statSync(file.file).mode & 0o777]).toEqual([['keys.json'], 0o600]);
  });

  it('is replaced by one of many that come next', async () => {
    leave(ENDED);
    await Promise.all(Array.from({ length: 8 }, () => addKey(new KeysFile(file.file), GIVEN, clock)));
    expect([file.current().all.length, readdirSync(folder)]).toEqual([8, ['keys.json']]);
  });

  it('is told apart from one that is in progress', async () => {
    leave({ pid: process.pid, started: startOf(process.pid) });
    await expect(addKey(new KeysFile(file.file, 0), GIVEN, clock)).rejects.toMatchObject({
      code: 'keys-file-busy',
      details: { file: `${file.file}.lock`, holder: process.pid },
    });
    expect(readFileSync(`${file.file}.new`, 'utf8')).toBe('{"format": 1, "ke');
  });
});

describe('a damaged file', () => {
  it.each([
    ['{"format":1,"keys":[{"secret":"s3cret', 'it is not JSON'],
    ['[]', 'the file: invalid type'],
    [`{"format":1,"id_key":"${'a'.repeat(43)}","keys":[{"secret":["s3cret"]}]}`, 'keys.0.id: invalid type'],
  ])('%s lets no key work, and the message quotes nothing', (text, problem) => {
    writeFileSync(file.file, text);
    expect(() => file.current()).toThrow(expect.objectContaining({ code: 'keys-file-invalid' }));
    expect(() => file.current()).toThrow(problem);
    expect(() => file.current()).not.toThrow('s3cret');
  });

  it('is not replaced by a change', async () => {
    writeFileSync(file.file, 'x');
    await expect(addKey(file, GIVEN, clock)).rejects.toMatchObject({ code: 'keys-file-invalid' });
    expect(readFileSync(file.file, 'utf8')).toBe('x');
    expect(readdirSync(folder)).toEqual(['keys.json']);
  });
});

it('names a similar id', async () => {
  const { id } = await addKey(file, GIVEN, clock);
  await expect(revokeKey(file, `${id}x`, clock)).rejects.toThrow(id);
});

it('a folder that cannot be written is a clear error', async () => {
  writeFileSync(path.join(folder, 'file'), '');
  const inFile = new KeysFile(path.join(folder, 'file', 'keys.json'));
  await expect(addKey(inFile, GIVEN, clock)).rejects.toMatchObject({ code: 'keys-file-unwritable' });
});
