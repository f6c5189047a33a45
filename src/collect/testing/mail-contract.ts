// The checks that every kind of mailbox has to pass: messages are returned once and unchanged, and can be marked.
import { buffer, text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import type { SundialError } from '../../domain/errors.js';
import type { Mailbox, MailMessage } from '../mail/contract.js';
import { otherMail, reportMail } from './mail-writer.js';

/** How a mailbox is broken for a test. */
export type Trouble =
  | 'wrong-password'
  | 'expired-token'
  | 'missing-folder'
  | 'cut'
  | 'garbage'
  | 'throttled'
  | 'untrusted';

/** One mailbox under test. */
export interface MailboxUnderTest {
  /** Opens another connection to the same mailbox, like the next run. */
  open(): Mailbox;
  /** The indexes of the messages that are marked as handled in the mailbox; undefined if it cannot show marks. */
  marked?(): Promise<readonly number[]>;
  close(): Promise<void>;
}

export interface MailProvider {
  /** Makes a mailbox with these messages. */
  make(messages: readonly Buffer[]): Promise<MailboxUnderTest>;
  /** Makes a mailbox that is broken in some way; undefined if this kind cannot break in that way. */
  broken: Readonly<
    Partial<
      Record<
        Trouble,
        { make(messages: readonly Buffer[]): Promise<MailboxUnderTest>; code: string | undefined }
      >
    >
  >;
}

const MESSAGES = [reportMail(1), otherMail(1), reportMail(2), reportMail(3)];

/** Declares the suite for one kind of mailbox. */
export function testMailContract(name: string, provider: MailProvider): void {
  describe(`${name}: the contract of mailboxes`, () => {
    const opened: { close(): Promise<void> }[] = [];
    afterEach(async () => {
      for (const each of opened.splice(0).reverse()) await each.close();
    });
    const make = async (maker = provider.make, messages = MESSAGES) => {
      const box = await maker(messages);
      opened.push(box);
      const open = () => {
        const source = box.open();
        opened.push(source);
        return source;
      };
      return { ...box, open, marked: box.marked?.bind(box) };
    };

    test('returns every message once, byte for byte', async () => {
      const box = await make();
      const found = await readAll(box.open());
      expect(found.map(({ raw }) => raw.toString('latin1')).sort()).toEqual(
        MESSAGES.map((each) => each.toString('latin1')).sort(),
      );
      expect(new Set(found.map(({ message }) => message.id)).size).toBe(MESSAGES.length);
    });

    test('uses the same names in the next run, and can read a message twice', async () => {
      const box = await make();
      const first = await readAll(box.open());
      const second = await readAll(box.open());
      expect(second.map(({ message }) => message.id)).toEqual(first.map(({ message }) => message.id));
      for await (const message of box.open().messages())
        expect(await text(await message.open())).toBe(await text(await message.open()));
    });

    test('marks only handled messages, even repeatedly', async () => {
      const box = await make();
      const [first] = await readAll(box.open(), 1);
      const at = MESSAGES.findIndex((each) => each.equals(first!.raw));
      for await (const message of box.open().messages()) {
        if (message.id !== first!.message.id) continue;
        await message.handled();
        await message.handled();
      }
      if (box.marked) expect(await box.marked()).toEqual([at]);
      for await (const message of box.open().messages()) {
        if (message.id === first!.message.id) expect(message.isMarked ?? true).toBe(true);
        else if (box.marked) expect(message.isMarked ?? false).toBe(false);
      }
    });

    test('continues after an interruption', async () => {
      const box = await make();
      const before = await readAll(box.open(), 2);
      const after = await readAll(box.open());
      expect(after).toHaveLength(MESSAGES.length);
      expect(after.slice(0, 2).map(({ message }) => message.id)).toEqual(
        before.map(({ message }) => message.id),
      );
    });

    test('describes its content without changing anything', async () => {
      const box = await make();
      expect(await box.open().check()).toMatchObject({ messages: MESSAGES.length });
      if (box.marked) expect(await box.marked()).toEqual([]);
    });

    test('returns nothing for an empty mailbox', async () => {
      const box = await make(provider.make, []);
      expect(await readAll(box.open())).toEqual([]);
    });

    for (const [trouble, { make: maker, code }] of Object.entries(provider.broken))
      test(`${trouble}: ${code ?? 'overcome'}`, async () => {
        const box = await make(maker);
        const source = box.open();
        const outcome = await readAll(source).catch((thrown: SundialError) => thrown);
        if (code === undefined) expect(outcome).toHaveLength(MESSAGES.length);
        else {
          expect(outcome).toMatchObject({ code });
          expect((outcome as SundialError).message).not.toMatch(/undefined|\[object|hunter2/);
        }
      });
  });
}

async function readAll(source: Mailbox, limit = Number.POSITIVE_INFINITY) {
  const found: { message: MailMessage; raw: Buffer }[] = [];
  for await (const message of source.messages()) {
    found.push({ message, raw: await buffer(await message.open()) });
    if (found.length >= limit) break;
  }
  return found;
}
