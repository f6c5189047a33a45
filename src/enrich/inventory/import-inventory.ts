// Imports an inventory from the place that the caller or the options name.
import path from 'node:path';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { fetchInventory, isAddress } from './fetch.js';
import { Inventory, type InventoryImport, type InventoryStore } from './inventory.js';

/** The options of the inventory, under their own names. */
export interface InventorySettings {
  readonly inventory_source: string;
  readonly inventory_token: string;
  readonly inventory_query: string;
  readonly inventory_password: string;
}

export interface InventoryRequest {
  /** A file, an http(s) address or the URL of a database; left out = `inventory_source`. */
  readonly from?: string | undefined;
  /** The folder of a relative file name. */
  readonly cwd: string;
  /** The part of the inventory to replace. */
  readonly part: string;
  readonly author: string;
  readonly clock: Clock;
  /** The environment, which names the proxies. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

/**
 * Replaces a part of the inventory, completely or not at all.
 *
 * @throws SundialError `usage` if no place is named, and the errors of `fetchInventory` and `Inventory.replace`
 */
export async function importInventory(
  store: InventoryStore,
  settings: InventorySettings,
  { from, cwd, part, author, clock, env }: InventoryRequest,
): Promise<InventoryImport> {
  const given = from ?? settings.inventory_source;
  if (!given) throw new SundialError('usage', { problem: 'name a file or address, or set inventory_source' });
  const origin = isAddress(given) ? given : path.resolve(cwd, given);
  const query = settings.inventory_query;
  const asked = { from: origin, ...secretsFor(origin, settings), query };
  const bytes = await fetchInventory(asked, { clock, env });
  return new Inventory(store).replace({ bytes, origin, source: part, author, clock });
}

/** Secrets are sent only to the place that they were configured for. */
function secretsFor(
  origin: string,
  { inventory_source, inventory_token, inventory_password }: InventorySettings,
): { readonly token: string; readonly password: string } {
  return origin === inventory_source
    ? { token: inventory_token, password: inventory_password }
    : { token: '', password: '' };
}
