// Runs the contract test of outputs on files, read as a consumer reads them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { campaign } from '../../../test/setup/campaign.js';
import { type OutputContract, testOutputContract } from '../testing/output-contract.js';
import { heldByIntelmq } from '../testing/records-held.js';
import { FILES_KIND } from './declaration.js';
import { type Options, readLake } from './testing/lake.js';

/** Files with these options, and what they hold of a text. */
const form = (options: Options, more: Partial<OutputContract> = {}): OutputContract => ({
  kind: FILES_KIND,
  ...more,
  make: async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sundial-files-'));
    const lake = path.join(folder, 'lake');
    return {
      values: { path: lake, ...options },
      held: () => readLake(lake, options.format),
      close: async () => rmSync(folder, { recursive: true }),
    };
  },
});

const PARQUET = {
  template: '{type}/{date}/{country}/{list}',
  format: 'parquet',
  compression: 'gzip',
} as const;

testOutputContract({
  'files of Parquet by list': form(PARQUET),
  'files of ECS': form({ format: 'ecs' }),
  'files of CEF': form({ format: 'cef' }, { shares: ['way', 'withdrawal'] }),
  'files of IntelMQ': form(
    { format: 'intelmq', format_fields: ['extra.sundial_id={id}'] },
    { heldText: heldByIntelmq, shares: ['way', 'withdrawal'] },
  ),
  ...campaign<Readonly<Record<string, OutputContract>>>({
    short: {},
    full: { files: form({}), 'files of CSV, compressed': form({ format: 'csv', compression: 'gzip' }) },
  }),
});
