// Imports an inventory from the place that the caller or the options name.
import type { Clock } from '../../domain/clock.js';
import { chooseSource, shownSource } from '../register/choose-source.js';
import { readRegister } from '../register/read-register.js';
import { lacks } from './entry.js';
import { Inventory, type InventoryImport, type InventoryStore } from './inventory.js';

/** The options of the inventory, under their own names. */
export interface InventorySettings {
  readonly inventory_source: string;
  readonly inventory_command: readonly string[];
  readonly inventory_token: string;
  readonly inventory_query: string;
  readonly inventory_password: string;
}

export interface InventoryRequest {
  /** A file, an http(s) address or the URL of a database; left out = that of the options. */
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
 * @throws SundialError those of `chooseSource`, `readRegister` and `Inventory.replace`
 */
export async function importInventory(
  store: InventoryStore,
  settings: InventorySettings,
  { from, cwd, part, author, clock, env }: InventoryRequest,
): Promise<InventoryImport> {
  const source = chooseSource(
    {
      source: settings.inventory_source,
      command: settings.inventory_command,
      token: settings.inventory_token,
      query: settings.inventory_query,
      password: settings.inventory_password,
    },
    { option: 'inventory', lacks, from, cwd },
  );
  const bytes = await readRegister(source, { clock, env });
  return new Inventory(store).replace({ bytes, origin: shownSource(source), source: part, author, clock });
}
