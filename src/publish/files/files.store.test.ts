// Runs the contract test of outputs on files, read as a consumer reads them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { campaign } from '../../../test/setup/campaign.js';
import { testOutputContract } from '../testing/output-contract.js';
import { FILES_KIND } from './declaration.js';
import { type Options, readLake } from './testing/lake.js';

/** All formats at full length; otherwise the one with the most to go wrong. */
const PARQUET = [
  'files of Parquet by list',
  { template: '{type}/{date}/{country}/{list}', format: 'parquet', compression: 'gzip' },
] as const;
const FORMS = campaign<readonly (readonly [name: string, options: Options])[]>({
  short: [PARQUET],
  full: [PARQUET, ['files', {}], ['files of CSV, compressed', { format: 'csv', compression: 'gzip' }]],
});

for (const [name, options] of FORMS)
  testOutputContract(name, {
    kind: FILES_KIND,
    make: async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'sundial-files-'));
      const lake = path.join(folder, 'lake');
      return {
        values: { path: lake, ...options },
        held: () => readLake(lake),
        close: async () => rmSync(folder, { recursive: true }),
      };
    },
  });
