// Decides one day and assembles its digest on a filled store, in a separate process, and prints the times.

import { loadCatalogue } from '../src/catalogue/index.js';
import { everything } from '../src/domain/everything.js';
import { openStore } from '../src/store/index.js';
import { ALL_TABLES } from '../src/store/testing/all-tables.js';
import { decide, digestOf, triageRules } from '../src/triage/index.js';
import { fillTriage, OWN, TODAY, type TriageSize } from './triage-store.js';

const [what, folder, size] = process.argv.slice(2) as [string, string, string];
const store = await openStore({ folder, url: '', user: '', password: '', memoryLimitMib: 1024 });
const operator = store.as(everything);
const catalogue = loadCatalogue();

if (what === 'fill') await fillTriage(operator.ownTables(ALL_TABLES), JSON.parse(size) as TriageSize);
else {
  const rules = triageRules({
    own_networks: OWN,
    recent_days: 7,
    recent_days_by_severity: ['critical=3'],
    resolve_misses: 3,
    resolve_silent_misses: 7,
    resolve_sporadic_days: 30,
    reopen_days: 90,
    notify_command: 'notify --device {device} --text "{type} on {subject}"',
  });
  const clock = () => new Date(`${TODAY}T08:00:00Z`);
  const started = performance.now();
  const decided = await decide(
    { store: operator, catalogue, rules, clock },
    { date: TODAY, author: 'bench' },
  );
  const between = performance.now();
  const digest = await digestOf(operator, TODAY, { catalogue, notifyCommand: rules.notifyCommand });
  const { user, system } = process.cpuUsage();
  const seconds = {
    processor: (user + system) / 1e6,
    decide: (between - started) / 1000,
    digest: (performance.now() - between) / 1000,
  };
  const { all, handle, recent, whitelisted, unknown, not_ours } = decided;
  const shown = digest.handle.rows.length + digest.recent.rows.length + digest.whitelisted.rows.length;
  process.stdout.write(
    JSON.stringify({ seconds, counts: { all, handle, recent, whitelisted, unknown, not_ours }, shown }),
  );
}
await store.close();
