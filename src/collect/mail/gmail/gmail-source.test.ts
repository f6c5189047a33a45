// Checks mailboxes at Google against the contract of sources, with every rung of the failure ladder.
import { contextIn, entryOf } from '../../testing/entry-of.js';
import { type SourceUnderTest, testSourceContract } from '../../testing/source-contract.js';
import { HttpTrouble } from '../../testing/trouble.js';
import { MAIL_RULES, numberedMail } from '../testing/given-mail.js';
import { REFRESH_TOKEN, startGmail, USER } from '../testing/gmail-double.js';
import { MAIL_LADDER, MAIL_TROUBLE_LIMITS } from '../testing/mail-ladder.js';
import { GMAIL_KIND } from './declaration.js';

const CLIENT_SECRET = 'hunter2-client';

async function mailbox(): Promise<SourceUnderTest> {
  const double = await startGmail([]);
  const trouble = new HttpTrouble(double.url);
  const entry = {
    ...{ url: await trouble.start(), user: USER, oauth_url: double.tokenUrl },
    ...{ oauth_client_id: 'client.apps.googleusercontent.com', oauth_client_secret: CLIENT_SECRET },
    ...{ oauth_refresh_token: REFRESH_TOKEN, ...MAIL_RULES },
  };
  const context = contextIn('/nonexistent');
  return {
    trouble,
    pauses: context.pace.pauses,
    open: () => GMAIL_KIND.open(entryOf(GMAIL_KIND, entry), context),
    add: (number) => double.receive(numberedMail(number)),
    close: async () => {
      await trouble.stop();
      await double.stop();
    },
  };
}

testSourceContract('gmail', {
  make: mailbox,
  secrets: [CLIENT_SECRET, REFRESH_TOKEN],
  limits: MAIL_TROUBLE_LIMITS,
  ladder: MAIL_LADDER,
});
