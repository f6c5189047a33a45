// The public entry of enrichment: what others know of an address, for now the inventory of devices and owners.
export { fetchInventory, type InventorySource, isAddress } from './inventory/fetch.js';
export {
  type ImportRequest,
  Inventory,
  type InventoryImport,
  type InventoryMatch,
} from './inventory/inventory.js';
