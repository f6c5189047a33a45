// Runs the contract test of outputs on records that are appended to files.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { testOutputContract } from '../testing/output-contract.js';
import { SYSLOG_KIND } from './declaration.js';
import { appendedRecords } from './testing/appended.js';
import { heldBy } from './testing/receiver.js';

testOutputContract('syslog to files', {
  kind: SYSLOG_KIND,
  make: async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sundial-cef-'));
    return {
      // The test's reader of CEF takes no row of 15 MiB.
      values: { transport: 'file', path: path.join(folder, 'cef'), max_bytes: 1024 * 1024 },
      held: async () => heldBy(appendedRecords(path.join(folder, 'cef'))),
      close: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
});
