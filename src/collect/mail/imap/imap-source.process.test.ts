// Checks mailboxes on a real Dovecot against the contract of sources, with every rung of the failure ladder.
import { afterAll, beforeAll, describe } from 'vitest';
import { type Dovecot, PASSWORD, startDovecot, whyNoDovecot } from '../../testing/dovecot.js';
import { contextIn, entryOf } from '../../testing/entry-of.js';
import { ImapTrouble } from '../../testing/imap-trouble.js';
import { type SourceUnderTest, testSourceContract } from '../../testing/source-contract.js';
import { MAIL_RULES, numberedMail } from '../testing/given-mail.js';
import { IMAP_LADDER } from '../testing/mail-ladder.js';
import { IMAP_KIND } from './declaration.js';

const missing = whyNoDovecot();
if (missing) process.stderr.write(`IMAP is not tested as a source: ${missing}\n`);

let server: Dovecot;
let users = 0;

async function mailbox(): Promise<SourceUnderTest> {
  const user = `source${++users}`;
  server.deliver(user, []);
  const trouble = new ImapTrouble(server.port);
  const port = await trouble.start();
  const entry = { host: '127.0.0.1', port, tls: 'none', user, password: PASSWORD, ...MAIL_RULES };
  const delivered: Buffer[] = [];
  return {
    trouble,
    open: () => IMAP_KIND.open(entryOf(IMAP_KIND, entry), contextIn('/nonexistent')),
    add: (number) => {
      delivered.push(numberedMail(number));
      server.deliver(user, delivered);
    },
    close: () => trouble.stop(),
  };
}

// In CI, a missing server is a failure rather than a reason to skip tests.
describe.skipIf(missing !== undefined && process.env.CI !== 'true')('IMAP with Dovecot', () => {
  beforeAll(async () => {
    server = await startDovecot();
  });
  afterAll(async () => {
    await server?.stop();
  });

  testSourceContract('imap', {
    make: mailbox,
    secrets: [PASSWORD],
    limits: { mailIdleMs: 500 },
    ladder: IMAP_LADDER,
  });
});
