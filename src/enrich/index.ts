// The public entry of enrichment: information from others about an address, for now the inventory of devices and
// owners.
export {
  type InventoryRequest,
  type InventorySettings,
  importInventory,
} from './inventory/import-inventory.js';
export { Inventory, type InventoryImport, type InventoryMatch } from './inventory/inventory.js';
