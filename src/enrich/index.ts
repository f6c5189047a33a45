// The public entry of enrichment: what others know of an address, for now the inventory of devices and owners.
export {};
