// Tests the log: its two formats, redaction, rotation, and that failures of the log do not stop the service.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Secret } from '../domain/secret.js';
import { type LogOptions, openLog } from './log.js';
import { LogFile } from './log-file.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function open(given: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const stderr = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const log = await openLog({
    level: 'info',
    format: 'auto',
    interactive: false,
    stderr,
    file: '',
    fileMib: 1,
    files: 3,
    secrets: [],
    clock: () => new Date('2026-03-10T12:00:00.123Z'),
    ...given,
  });
  return { log, lines };
}

describe('the format of the log', () => {
  it('writes one JSON object per line', async () => {
    const { log, lines } = await open();
    log.info('a run ended', { status: 'done', reports: 7 });
    expect(lines).toEqual([
      '{"level":"info","time":"2026-03-10T12:00:00.123Z","status":"done","reports":7,"message":"a run ended"}\n',
    ]);
  });

  it('writes text to a terminal', async () => {
    const { log, lines } = await open({ interactive: true });
    log.warn('a report failed', { report: 'scan_ssl', problem: 'no "x"\n\u001b[31m', tries: 3, none: '' });
    expect(lines).toEqual([
      '2026-03-10 12:00:00Z  warn   a report failed  report=scan_ssl  problem="no \\"x\\"\\n\\u001b[31m"  tries=3  none=""\n',
    ]);
  });

  it('contains no characters that change a terminal, in either format', async () => {
    for (const interactive of [true, false]) {
      const { log, lines } = await open({ interactive });
      log.warn('a report failed', { file: 'a\u009b31mb\u202ec\u200b' });
      expect(lines[0]).toContain('a\\u009b31mb\\u202ec\\u200b');
    }
  });

  it('uses the requested format', async () => {
    const text = await open({ format: 'text', level: 'warn' });
    text.log.info('not this one');
    text.log.error('this one');
    expect(text.lines).toEqual(['2026-03-10 12:00:00Z  error  this one\n']);
    const json = await open({ format: 'json', interactive: true });
    json.log.info('x');
    expect(JSON.parse(json.lines[0]!)).toMatchObject({ message: 'x' });
  });

  it('never writes a name twice in a line, whatever the fields are called', async () => {
    const { log, lines } = await open();
    log.info('mine', { message: 'theirs', level: 9, time: 0 });
    expect(lines[0]!.match(/"message":/g)).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ message: 'mine', message_: 'theirs', level_: 9, time_: 0 });
  });
});

describe('secrets', () => {
  it.each([
    'key',
    'api_key',
    'apiKey',
    'APIKey',
    'secret',
    'id',
    'report-id',
    'url',
    'downloadUrl',
    'password',
  ])('a field called %s is hidden', async (name) => {
    const { log, lines } = await open();
    log.info('x', { outer: [{ [name]: { deep: 'hush-hush' } }] });
    expect(lines.join()).not.toContain('hush-hush');
    expect(lines.join()).toContain('[redacted]');
  });

  it('other fields are shown', async () => {
    const { log, lines } = await open();
    log.info('x', { keyboard: 'a', width: 2, valid: true, idle: 3 });
    expect(JSON.parse(lines[0]!)).toMatchObject({ keyboard: 'a', width: 2, valid: true, idle: 3 });
  });

  const SECRET = 'k3y/with+odd "signs"\\é';
  /** Values that contain the secret in various places. */
  const holding = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
    leaf: fc.oneof(
      fc.constantFrom<unknown>(
        SECRET,
        new Secret(SECRET),
        `before ${SECRET} after`,
        `https://dl.example.com/${encodeURIComponent(SECRET)}?x=1`,
        new URL(`https://dl.example.com/${encodeURIComponent(SECRET)}`),
        new Error(`failed with ${SECRET}`, { cause: { note: SECRET } }),
        Buffer.from(SECRET),
        Object.assign(() => SECRET, { note: SECRET }),
        `${'x'.repeat(1_990)}${SECRET}`,
      ),
      fc.string(),
      fc.integer(),
    ),
    tree: fc.oneof(
      { maxDepth: 9, depthSize: 'large' },
      tie('leaf'),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(
        fc.oneof(fc.string(), fc.constantFrom(SECRET, 'key', '__proto__', 'toJSON')),
        tie('tree'),
        {
          maxKeys: 3,
        },
      ),
      tie('tree').map((tree) => new Map([[SECRET, tree]])),
      tie('tree').map((tree) => new Set([tree])),
    ),
  })).tree;

  it.each(['json', 'text'] as const)(
    'never appear in the output of %s, wherever they occur and however deeply nested',
    async (format) => {
      const forms = [SECRET, encodeURIComponent(SECRET), JSON.stringify(SECRET).slice(1, -1)];
      await fc.assert(
        fc.asyncProperty(holding, async (value) => {
          const { log, lines } = await open({ format, secrets: [new Secret(SECRET)] });
          log.info('looked at', { value });
          log.error(`said ${String(SECRET)}`, { value: [value] });
          expect(lines).toHaveLength(2);
          for (const form of forms) expect(lines.join('')).not.toContain(form);
        }),
        { numRuns: 300 },
      );
    },
  );

  it('cuts cyclic values', async () => {
    const { log, lines } = await open();
    const loop: Record<string, unknown> = {};
    loop.again = loop;
    log.info('x', { loop });
    expect(lines.join()).toContain('[deeper]');
  });
});

describe('the log file', () => {
  it('rotates by size, keeps the configured number of files, and is readable only by its user', async () => {
    const file = path.join(folder, 'rotating', 'sundial.log');
    const { log, lines } = await open({ file, fileMib: 1, files: 2 });
    for (let line = 0; line < 5_000; line++) {
      log.info('a line', { line, filler: 'x'.repeat(1_000) });
      if (line % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await log.close();
    expect(lines).toHaveLength(5_000);
    const names = readdirSync(path.dirname(file)).sort();
    expect(names).toEqual(['sundial.log', 'sundial.log.1', 'sundial.log.2']);
    for (const name of names) {
      const { mode, size } = statSync(path.join(folder, 'rotating', name));
      expect(mode & 0o777).toBe(0o600);
      expect(size).toBeLessThan(1.1 * 1024 * 1024);
    }
    const kept = ['.2', '.1', ''].flatMap((end) =>
      readFileSync(file + end, 'utf8')
        .trimEnd()
        .split('\n'),
    );
    const numbers = kept.map((line) => (JSON.parse(line) as { line: number }).line);
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
    expect(numbers.at(-1)).toBe(4_999);
  });

  it('appends to an existing file, and makes it private', async () => {
    const file = path.join(folder, 'before.log');
    writeFileSync(file, 'before\n', { mode: 0o644 });
    const { log } = await open({ file });
    log.info('after');
    await log.close();
    expect(readFileSync(file, 'utf8')).toMatch(/^before\n\{.*"after"\}\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is reported once if it cannot be opened', async () => {
    writeFileSync(path.join(folder, 'no-folder'), '');
    const { log, lines } = await open({ file: path.join(folder, 'no-folder', 'sundial.log') });
    for (let line = 0; line < 3; line++) {
      log.info('a line');
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await log.close();
    expect(lines.filter((line) => line.includes('the log file cannot be written'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('a line'))).toHaveLength(3);
  });

  it('is written again once that is possible', async () => {
    const told: string[] = [];
    const blocker = path.join(folder, 'blocked');
    writeFileSync(blocker, '');
    const file = new LogFile({
      file: path.join(blocker, 'sundial.log'),
      mib: 1,
      kept: 1,
      retryMs: 0,
      trouble: () => told.push('trouble'),
      recovered: (lost) => told.push(`lost ${lost > 0}`),
    });
    file.write('one\n');
    await expect.poll(() => told).toEqual(['trouble']);
    rmSync(blocker);
    file.write('two\n');
    await expect.poll(() => told).toEqual(['trouble', 'lost true']);
    await file.close();
    expect(readFileSync(path.join(blocker, 'sundial.log'), 'utf8')).toBe('two\n');
  });
});
