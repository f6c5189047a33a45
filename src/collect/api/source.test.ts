// Checks the Reports API against the contract of sources, on a double and with every rung of the failure ladder.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { offered, ReportsApiDouble } from '../../../examples/reports-api/index.js';
import { contextIn, entryOf } from '../testing/entry-of.js';
import { type SourceUnderTest, testSourceContract } from '../testing/source-contract.js';
import { HttpTrouble } from '../testing/trouble.js';
import { API_KIND } from './declaration.js';

/** The day before that of the test's clock. */
const DATE = '2026-02-02';
const SECRET = 'hunter2-secret';

async function account(): Promise<SourceUnderTest> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-api-'));
  const context = contextIn(folder);
  const double = await new ReportsApiDouble({ secret: SECRET, now: context.clock }).start();
  const trouble = new HttpTrouble(new URL(double.url).origin);
  const origin = await trouble.start();
  const entry = {
    ...{ key: double.key, secret: SECRET, url: `${origin}/api2/`, download_url: `${origin}/dl/` },
    ...{ delay_seconds: 0, timeout_seconds: 0.5 },
  };
  return {
    trouble,
    pauses: context.pace.pauses,
    open: () => API_KIND.open(entryOf(API_KIND, entry), context),
    add: (number) => {
      const content = `"timestamp","ip"\n"${DATE} 00:00:00","192.0.2.${number}"\n`;
      double.reports = [...double.reports, offered('example', `${DATE}-scan_ssl-list${number}.csv`, content)];
    },
    close: async () => {
      await trouble.stop();
      await double.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

testSourceContract('api', {
  make: account,
  secrets: [SECRET],
  limits: { apiAnswerBytes: 1000 },
  ladder: {
    refused: 'api-unreachable',
    unauthorised: 'api-auth',
    'not-found': 'api-not-found',
    busy: 'api-busy',
    failing: 'api-failed',
    slow: 'api-timeout',
    truncated: 'api-cut',
    oversized: 'api-too-large',
    garbage: 'api-malformed',
  },
});
