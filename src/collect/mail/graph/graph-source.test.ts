// Checks mailboxes at Microsoft against the contract of sources, with every rung of the failure ladder.
import { contextIn, entryOf } from '../../testing/entry-of.js';
import { type SourceUnderTest, testSourceContract } from '../../testing/source-contract.js';
import { HttpTrouble } from '../../testing/trouble.js';
import { MAIL_RULES, numberedMail } from '../testing/given-mail.js';
import { CLIENT, CLIENT_SECRET, startGraph, TENANT } from '../testing/graph-double.js';
import { MAIL_LADDER, MAIL_TROUBLE_LIMITS } from '../testing/mail-ladder.js';
import { GRAPH_KIND } from './declaration.js';

async function mailbox(): Promise<SourceUnderTest> {
  const double = await startGraph([]);
  const trouble = new HttpTrouble(double.url);
  const origin = await trouble.start();
  const entry = {
    ...{ url: `${origin}/v1.0`, user: 'reports@example.com', folder: 'Inbox', oauth_url: double.tokenUrl },
    ...{ oauth_tenant: TENANT, oauth_client_id: CLIENT, oauth_client_secret: CLIENT_SECRET },
    ...MAIL_RULES,
  };
  const context = contextIn('/nonexistent');
  return {
    trouble,
    pauses: context.pace.pauses,
    open: () => GRAPH_KIND.open(entryOf(GRAPH_KIND, entry), context),
    add: (number) => double.receive(numberedMail(number)),
    close: async () => {
      await trouble.stop();
      await double.stop();
    },
  };
}

testSourceContract('graph', {
  make: mailbox,
  secrets: [CLIENT_SECRET, 'token-1'],
  limits: MAIL_TROUBLE_LIMITS,
  ladder: MAIL_LADDER,
});
