// The column that names the device which had the address of an event's subject at the time of the event.
import type { Table } from './table.js';

/** The device to which a lease gave the address; empty = no lease names one. */
export const LEASE_DEVICE = 'lease_device';

/** Adds the column to a table of an earlier schema. */
export const withLeaseDevice = ({ name }: Pick<Table, 'name'>): string =>
  `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS ${LEASE_DEVICE} String`;
