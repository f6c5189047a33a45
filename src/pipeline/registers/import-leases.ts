// Imports leases, and loads the reports again whose events they give to other devices.
import { createHash } from 'node:crypto';
import type { Clock } from '../../domain/clock.js';
import { unixSeconds } from '../../domain/clock.js';
import { DAY_SECONDS } from '../../domain/days.js';
import { chooseSource, lacksForLeases, readLeases, readRegister, shownSource } from '../../enrich/index.js';
import type { LeaseImport } from '../../store/index.js';
import { withoutExpired } from '../replay/expired.js';
import { runReplay } from '../replay/run-replay.js';
import type { Workspace } from '../workspace.js';

/** What to import, and for whom. */
export interface RegisterRequest {
  /** A file, an http(s) address or the URL of a database; left out = that of the options. */
  readonly from?: string | undefined;
  /** The folder of a relative file name. */
  readonly cwd: string;
  readonly author: string;
  readonly clock: Clock;
  /** The environment, which names the proxies. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

/** What became of reports whose events belong to other devices than before. */
export interface FollowedLeases {
  /** Reports that were loaded again. */
  readonly reloaded: number;
  /** Reports that cannot be loaded again, because their originals are no longer kept. */
  readonly left: number;
}

export type ImportedLeases = LeaseImport & FollowedLeases;

/**
 * Adds leases to those that are known. Bad input changes nothing. A killed import may have added some of its leases; the next
 * one continues, also with the reports to load again.
 *
 * @throws SundialError those of `chooseSource`, `readRegister`, `readLeases` and of loading
 */
export async function importLeases(
  workspace: Workspace,
  { from, cwd, author, clock, env }: RegisterRequest,
): Promise<ImportedLeases> {
  const { settings, store } = workspace;
  const source = chooseSource(
    {
      source: settings.lease_source,
      command: settings.lease_command,
      token: settings.lease_token,
      query: settings.lease_query,
      password: settings.lease_password,
    },
    { option: 'lease', lacks: lacksForLeases, from, cwd },
  );
  const bytes = await readRegister(source, { clock, env });
  const origin = shownSource(source);
  const version = await store.leases.nextVersion();
  const added = await store.leases.add(version, readLeases(bytes, origin));
  const { lease_days: days } = settings;
  const complete = days > 0 ? Math.max(0, unixSeconds(clock()) - days * DAY_SECONDS) : 0;
  const followed = await followLeases(workspace, clock, complete);
  const made = { version, origin, ...added, author, at: unixSeconds(clock()) };
  await store.leases.record({ ...made, sha256: createHash('sha256').update(bytes).digest('hex') });
  if (days > 0) await store.leases.forget(complete);
  return { ...made, ...followed };
}

/**
 * Loads the reports again whose events leases of the import that is not complete yet give to other devices.
 *
 * @param complete as in `outdatedLoads`
 */
export async function followLeases(
  workspace: Workspace,
  clock: Clock,
  complete = 0,
): Promise<FollowedLeases> {
  const { store, operator, archive } = workspace;
  const loads = await store.leases.outdatedLoads(complete);
  if (loads.length === 0) return { reloaded: 0, left: 0 };
  const outdated = await operator.ledger.find({ loads, states: ['live'] });
  const { rows } = withoutExpired(outdated, archive);
  if (rows.length > 0) await runReplay(workspace, rows, { command: 'leases', clock });
  return { reloaded: rows.length, left: outdated.length - rows.length };
}
