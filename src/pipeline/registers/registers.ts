// The registers that another system keeps, the inventory and leases, as data: their options, runs, and imports.
import type { Settings } from '../../config/index.js';
import { REGISTER_RUNS, type RegisterName } from '../../domain/register-runs.js';
import { Inventory, type InventoryImport, importInventory, LeaseRegister } from '../../enrich/index.js';
import type { OperatorStore } from '../../store/index.js';
import type { Workspace } from '../workspace.js';
import { type ImportedLeases, importLeases, type RegisterRequest } from './import-leases.js';

/** What an import says about itself. */
export interface Imported {
  readonly rows: number;
  /** Unix seconds. */
  readonly at: number;
}

/** A register that the service renews from the place that the options name. */
export interface Register {
  readonly name: RegisterName;
  /** The start of its options' names. */
  readonly option: 'inventory' | 'lease';
  /** The name of its imports in the log of runs. */
  readonly run: string;
  readonly place: (settings: Settings) => { readonly source: string; readonly command: readonly string[] };
  /** Minutes after which the service imports it again; 0 = never. */
  readonly minutes: (settings: Settings) => number;
  readonly import: (workspace: Workspace, request: RegisterRequest) => Promise<Imported>;
  /** The newest import; undefined if there is none. */
  readonly newest: (store: Pick<OperatorStore, 'ownTables'>) => Promise<Imported | undefined>;
}

/** The part of the inventory that is imported unless another one is named. */
export const WHOLE_INVENTORY = 'inventory';

const INVENTORY: Register = {
  ...{ name: 'inventory', option: 'inventory', run: REGISTER_RUNS.inventory },
  place: ({ inventory_source: source, inventory_command: command }) => ({ source, command }),
  minutes: ({ inventory_interval_minutes }) => inventory_interval_minutes,
  import: (workspace, request) => takeInventory(workspace, { ...request, part: WHOLE_INVENTORY }),
  newest: async (store) => (await new Inventory(store).imports(1, WHOLE_INVENTORY))[0],
};

const LEASES: Register = {
  ...{ name: 'leases', option: 'lease', run: REGISTER_RUNS.leases },
  place: ({ lease_source: source, lease_command: command }) => ({ source, command }),
  minutes: ({ lease_interval_minutes }) => lease_interval_minutes,
  import: (workspace, request) => takeLeases(workspace, request),
  newest: async (store) => (await new LeaseRegister(store).imports(1))[0],
};

/** Leases last, so that the owners of new devices are known before. */
export const REGISTERS: readonly Register[] = [INVENTORY, LEASES];

/** Replaces a part of the inventory, as a run of the log. @throws SundialError those of `importInventory` */
export async function takeInventory(
  { store, operator, settings }: Workspace,
  request: RegisterRequest & { readonly part: string },
): Promise<InventoryImport> {
  const work = () => importInventory(operator, settings, request);
  return (await store.runs.during({ command: INVENTORY.run, clock: request.clock }, work)).result;
}

/** Adds leases, as a run of the log. @throws SundialError those of `importLeases` */
export async function takeLeases(workspace: Workspace, request: RegisterRequest): Promise<ImportedLeases> {
  const work = () => importLeases(workspace, request);
  return (await workspace.store.runs.during({ command: LEASES.run, clock: request.clock }, work)).result;
}
