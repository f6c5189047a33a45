// Checks mailboxes in files against the contract of sources.
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SourceKind } from '../declaration.js';
import { contextIn, entryOf } from '../testing/entry-of.js';

import { type SourceUnderTest, testSourceContract } from '../testing/source-contract.js';
import { EML_KIND } from './eml/declaration.js';
import { MAILDIR_KIND } from './maildir/declaration.js';
import { MBOX_KIND } from './mbox/declaration.js';
import { MAIL_RULES, numberedMail } from './testing/given-mail.js';

/** A mailbox in its own folder. */
const mailbox =
  (
    kind: Pick<SourceKind, 'kind' | 'entry' | 'required' | 'description' | 'open'>,
    name: string,
    add: (place: string, number: number) => void,
    prepare: (place: string) => void = () => {},
  ) =>
  async (): Promise<SourceUnderTest> => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sundial-mailbox-'));
    const place = path.join(folder, name);
    prepare(place);
    return {
      open: () => kind.open(entryOf(kind, { path: place, ...MAIL_RULES }), contextIn(folder)),
      add: (number) => add(place, number),
      close: async () => rmSync(folder, { recursive: true }),
    };
  };

const nothing = () => {};
const addToMbox = (place: string, number: number) =>
  appendFileSync(place, `From someone@example.com Fri Jan 16 05:00:00 2026\n${numberedMail(number)}\n`);

testSourceContract('mbox', {
  make: mailbox(MBOX_KIND, 'reports.mbox', addToMbox, (place) => writeFileSync(place, '')),
  gone: { make: mailbox(MBOX_KIND, 'none', nothing), code: 'path-missing' },
});

testSourceContract('maildir', {
  make: mailbox(
    MAILDIR_KIND,
    'box',
    (place, number) =>
      writeFileSync(path.join(place, 'new', `176853960${number}.M1P1.host`), numberedMail(number)),
    (place) => {
      for (const part of ['new', 'cur', 'tmp']) mkdirSync(path.join(place, part), { recursive: true });
    },
  ),
  gone: { make: mailbox(MAILDIR_KIND, 'none', nothing), code: 'path-missing' },
});

testSourceContract('eml', {
  make: mailbox(
    EML_KIND,
    'messages',
    (place, number) => writeFileSync(path.join(place, `${number}.eml`), numberedMail(number)),
    (place) => void mkdirSync(place),
  ),
  gone: { make: mailbox(EML_KIND, 'none', nothing), code: 'path-missing' },
});
