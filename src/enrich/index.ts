// The public entry of enrichment: what others know about addresses, and the inventory of devices and
// owners.

export { type ConfiguredEnricher, configuredEnrichers } from './engine/open-enrichers.js';
export { type Refreshed, refreshEnricher } from './engine/refresh.js';
export type { RefreshRequest } from './engine/refresh-request.js';
export { remarksOf, type TableRemarks } from './engine/take-in.js';
export {
  type InventoryRequest,
  type InventorySettings,
  importInventory,
} from './inventory/import-inventory.js';
export { Inventory, type InventoryImport, type InventoryMatch } from './inventory/inventory.js';
export { lacksForLeases, readTime } from './leases/entry.js';
export { type Held, LeaseRegister } from './leases/lease-register.js';
export { readLeases } from './leases/read.js';
export { chooseSource, shownSource } from './register/choose-source.js';
export { readRegister } from './register/read-register.js';
export { ENRICHER_KINDS } from './registry.js';
