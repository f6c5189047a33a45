// Runs the contract test of outputs on a feed, which a double of MISP pulls.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type HeldEvent, testOutputContract } from '../../testing/output-contract.js';
import { MISP_KIND } from '../declaration.js';
import { MispDouble } from '../testing/misp.js';

testOutputContract('misp (feed)', {
  kind: MISP_KIND,
  make: async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sundial-misp-'));
    const feed = path.join(folder, 'feed');
    const misp = new MispDouble();
    return {
      values: {
        path: feed,
        org_name: 'Example',
        org_uuid: '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b',
        event_rows: 5,
      },
      held: async () => {
        if (existsSync(path.join(feed, 'manifest.json'))) misp.pull(feed);
        return heldIn(misp);
      },
      close: async () => rmSync(folder, { recursive: true }),
    };
  },
});

/** A row that several reports of a type and day have is in the event of each. */
function heldIn(misp: MispDouble): HeldEvent[] {
  const rows = misp.objects.map(
    ({ comment }) => JSON.parse(comment) as { id: string; row: HeldEvent['fields'] },
  );
  return [...new Map(rows.map(({ id, row }) => [id, { id, fields: row }])).values()];
}
