// Shared code of triage tests: rules, a context at a given time, one report of a day, and the digest of a day.
import { type Digest, digestOf, type TriageContext, triageRules } from '../../src/triage/index.js';
import type { World } from './world.js';

const RULES = {
  own_networks: [],
  recent_days: 7,
  recent_days_by_severity: [],
  resolve_misses: 3,
  resolve_silent_misses: 5,
  resolve_sporadic_days: 6,
  reopen_days: 20,
  notify_command: '',
};

/** The context of triage at a time such as `2026-03-11T09:00:00` (UTC). */
export function triageAt(
  world: World,
  time: string,
  rules: Partial<Parameters<typeof triageRules>[0]> = {},
): TriageContext {
  return {
    store: world.operator,
    catalogue: world.catalogue,
    rules: triageRules({ ...RULES, ...rules }),
    clock: () => new Date(`${time}Z`),
  };
}

/** Loads one report of a day, with a finding for each address. */
export async function arrive(world: World, day: string, ...addresses: string[]): Promise<void> {
  const rows = addresses.map((ip) => `${day} 00:00:00,medium,${ip},udp,123`);
  const content = ['timestamp,severity,ip,protocol,port', ...rows, ''].join('\n');
  await world.ingest([{ name: `${day}-scan_ntp-north.csv`, content }]);
}

/** The existing digest of a day. */
export function digestOn(world: World, date: string): Promise<Digest> {
  return digestOf(world.operator, date, { catalogue: world.catalogue, notifyCommand: '' });
}

/** The subjects of a section's rows. */
export const subjects = (rows: readonly { subject: string }[]): string[] =>
  rows.map(({ subject }) => subject);
