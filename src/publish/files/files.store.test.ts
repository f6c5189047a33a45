// Runs the contract test of outputs on files, and checks what is special about them: names, manifest, compression.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { campaign } from '../../../test/setup/campaign.js';
import { type HeldEvent, testOutputContract } from '../testing/output-contract.js';
import { FILES_KIND } from './declaration.js';

/** The events in all files of a folder. */
function eventsIn(folder: string): HeldEvent[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.jsonl(\.gz)?$/.test(name),
  );
  return files
    .filter((name) => name !== 'manifest.jsonl')
    .flatMap((name) => {
      const bytes = readFileSync(path.join(folder, name));
      const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      return text.split('\n').filter((line) => line !== '');
    })
    .map((line) => {
      const { id, event } = JSON.parse(line);
      return { id, fields: event };
    });
}

/** Both forms at full length; otherwise the one with more to go wrong. */
const BY_LIST = [
  'files by list, compressed',
  { template: '{type}/{date}/{list}', compression: 'gzip' },
] as const;
const FORMS = campaign({ short: [BY_LIST], full: [BY_LIST, ['files', {}] as const] });

for (const [name, options] of FORMS)
  testOutputContract(name, {
    kind: FILES_KIND,
    make: async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'sundial-files-'));
      return {
        values: { path: path.join(folder, 'lake'), ...options },
        held: async () => eventsIn(path.join(folder, 'lake')),
        close: async () => rmSync(folder, { recursive: true }),
      };
    },
  });
