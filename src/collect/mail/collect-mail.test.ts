// Checks which messages of a mailbox are recorded and marked, and when, even if the mailbox or messages fail.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { Collected } from '../../domain/delivery.js';
import { SundialError } from '../../domain/errors.js';
import { testPace } from '../../net/testing/http-double.js';
import { contentOf } from '../testing/content-of.js';
import { CSV, letter, otherMail, reportMail } from '../testing/mail-writer.js';
import { MailCollection, type MailOptions } from './collect-mail.js';
import type { Mailbox } from './contract.js';
import type { KnownMessage, MailKeeping, MessageEntry } from './mail-keeping.js';
import { RULES } from './testing/desk.js';

/** A mailbox in memory, with a log of its events in order. */
class Box {
  readonly happened: string[] = [];
  readonly entries: MessageEntry[] = [];
  readonly known = new Map<string, KnownMessage>();
  readonly originals = new Map<string, Buffer>();
  markFailure: SundialError | undefined;
  listFailure: SundialError | undefined;

  constructor(readonly messages: readonly (Buffer | SundialError)[]) {}

  source(): Mailbox {
    const box = this;
    return {
      name: 'test',
      mailbox: 'box',
      check: async () => ({ messages: 0, facts: [] }),
      messages: async function* () {
        for (const [index, raw] of box.messages.entries()) {
          yield {
            id: `id${index}`,
            path: `m${index}`,
            isMarked: box.happened.includes(`marked id${index}`),
            open: async () =>
              raw instanceof SundialError
                ? new Readable({
                    read() {
                      this.destroy(raw);
                    },
                  })
                : Readable.from([raw.subarray(0, 100), raw.subarray(100)]),
            handled: async () => {
              if (box.markFailure) throw box.markFailure;
              box.happened.push(`marked id${index}`);
            },
            left: async () => {},
          };
        }
        if (box.listFailure) throw box.listFailure;
      },
      close: async () => {},
    };
  }

  keeping(): MailKeeping {
    return {
      known: async () => this.known,
      archive: async (stream) => {
        const bytes = await buffer(stream);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        this.originals.set(sha256, bytes);
        this.happened.push('archived');
        return sha256;
      },
      read: (sha256) => Readable.from([this.originals.get(sha256)]),
      record: async (entries) => {
        for (const entry of entries) {
          this.happened.push(`${entry.state} ${entry.id}`);
          this.known.set(entry.id, { state: entry.state, errorCode: entry.error?.code ?? '' });
          this.entries.push(entry);
        }
      },
    };
  }

  /** Collects like the pipeline; `failing` items are decided as failures, `unselected` ones as left out. */
  async collect(
    given: Partial<MailOptions> = {},
    failing: (item: Collected) => boolean = () => false,
    unselected: (item: Collected) => boolean = () => false,
  ): Promise<string[]> {
    const links = {
      open: async () => Promise.reject(new SundialError('mail-link-gone', { file: 'x', status: 404 })),
    };
    const collection = new MailCollection(this.source(), {
      rules: RULES,
      links,
      clock: testPace().clock,
      keeping: this.keeping(),
      ...given,
    });
    const paths: string[] = [];
    const waiting: Collected[] = [];
    for await (const item of collection) {
      if (item.kind === 'delivery') await contentOf(item);
      paths.push(item.kind === 'refusal' ? `${item.path}: ${item.error.code}` : item.path);
      waiting.push(item);
    }
    expect(this.happened.filter((each) => each.startsWith('marked'))).toEqual([]);
    for (const item of waiting) {
      const error = failing(item) ? new SundialError('file-empty', { file: 'x' }) : undefined;
      const outcome = unselected(item) ? 'unselected' : error ? 'failed' : 'loaded';
      collection.decided({ message: item.message, outcome, error });
    }
    await collection.finish();
    return paths;
  }
}

const CUT = new SundialError('mail-cut', { what: 'm', problem: 'x' });

test('archives first, records results, and marks last', async () => {
  const box = new Box([reportMail(1), otherMail()]);
  expect(await box.collect()).toHaveLength(1);
  expect(box.happened).toEqual(['archived', 'left id1', 'handled id0', 'marked id0']);
  expect(box.entries).toMatchObject([
    { id: 'id1', sha256: '', from: 'somebody@example.net', error: { code: 'mail-not-from-publisher' } },
    {
      id: 'id0',
      sha256: [...box.originals.keys()][0],
      list: 'example',
      reports: 1,
      subject: '[Example] Shadowserver Example Report: 2026-01-15',
    },
  ]);
});

test('handled messages are not read again, and are marked if a kill prevented the mark', async () => {
  const box = new Box([reportMail(1)]);
  box.known.set('id0', { state: 'handled', errorCode: '' });
  const collection = new MailCollection(box.source(), {
    rules: RULES,
    links: { open: async () => Promise.reject(CUT) },
    clock: testPace().clock,
    keeping: box.keeping(),
  });
  for await (const _ of collection) expect.unreachable();
  expect(box.happened).toEqual(['marked id0']);
});

test('an unreadable message is recorded, and the others are processed', async () => {
  const box = new Box([CUT, reportMail(1), Buffer.from('\0\x01'), Buffer.from('')]);
  expect(await box.collect()).toEqual([
    'm0: mail-cut',
    expect.stringContaining('m1'),
    'm2: mail-unreadable',
    'm3: mail-unreadable',
  ]);
  expect(box.entries.map(({ state }) => state).sort()).toEqual(['failed', 'failed', 'failed', 'handled']);
  expect(box.happened).toContain('marked id1');
});

test('a message without wanted reports is left alone, and one with some is handled', async () => {
  const box = new Box([reportMail(1), reportMail(2)]);
  const isFirst = (item: Collected) => item.path.includes('m0');
  await box.collect({}, () => false, isFirst);
  expect(box.happened).not.toContain('marked id0');
  expect(box.entries).toMatchObject([
    { id: 'id0', state: 'left', reports: 0, error: { code: 'mail-unselected' } },
    { id: 'id1', state: 'handled', reports: 1 },
  ]);
  const attachments = ['scan_ssl', 'scan_http'].map((type) => ({
    name: `2026-01-15-${type}-example.csv`,
    type: 'text/csv',
    content: CSV,
  }));
  const both = new Box([letter({ leaves: [{ content: 'Report' }, ...attachments] })]);
  await both.collect(
    {},
    () => false,
    (item) => item.path.includes('scan_http'),
  );
  expect(both.entries).toMatchObject([{ state: 'handled', reports: 1 }]);
  expect(both.happened).toContain('marked id0');
});

test('temporary failures are tried again, others on request', async () => {
  const box = new Box([CUT, Buffer.from('\0\x01'), otherMail()]);
  await box.collect();
  expect(await box.collect()).toEqual(['m0: mail-cut']);
  expect(await box.collect({ again: 'unhandled' })).toEqual(['m0: mail-cut', 'm1: mail-unreadable']);
});

test('a report that fails leaves its message unmarked', async () => {
  const box = new Box([reportMail(1), reportMail(2)]);
  await box.collect({}, (item) => item.path.startsWith('m0'));
  expect(box.entries).toMatchObject([
    { id: 'id0', state: 'failed', reports: 0, error: { code: 'file-empty' } },
    { id: 'id1', state: 'handled', reports: 1 },
  ]);
});

test('a mailbox that fails later yields its earlier messages; a mailbox that fails at once stops the reading', async () => {
  const box = new Box([reportMail(1)]);
  box.listFailure = CUT;
  expect(await box.collect()).toEqual([expect.stringContaining('m0'), 'box: mail-cut']);
  expect(box.happened).toContain('marked id0');
  const empty = new Box([]);
  empty.listFailure = new SundialError('mail-credentials', { what: 'box', problem: 'x' });
  await expect(empty.collect()).rejects.toMatchObject({ code: 'mail-credentials' });
});

test('a mailbox that cannot be marked is still read to its end, in this run and the next', async () => {
  const box = new Box([reportMail(1), reportMail(2)]);
  box.markFailure = new SundialError('mail-refused', { what: 'm0', problem: 'read only' });
  await expect(box.collect()).rejects.toMatchObject({ code: 'mail-refused' });
  expect(box.entries.map(({ state }) => state)).toEqual(['handled', 'handled']);
  const next = new Box([reportMail(1), reportMail(2), reportMail(3)]);
  for (const [id, mark] of box.known) next.known.set(id, mark);
  next.markFailure = box.markFailure;
  await expect(next.collect()).rejects.toMatchObject({ code: 'mail-refused' });
  expect(next.entries).toMatchObject([{ id: 'id2', state: 'handled' }]);
});

test('a full disk stops everything, and nothing is recorded', async () => {
  const box = new Box([reportMail(1)]);
  const keeping = {
    ...box.keeping(),
    archive: async () => Promise.reject(new SundialError('disk-full', { file: 'm0', folder: '/' })),
  };
  await expect(box.collect({ keeping })).rejects.toMatchObject({ code: 'disk-full' });
  expect(box.happened).toEqual([]);
});

test('stops between messages on request', async () => {
  const box = new Box([reportMail(1), reportMail(2)]);
  expect(await box.collect({ signal: AbortSignal.abort() })).toEqual([]);
});
