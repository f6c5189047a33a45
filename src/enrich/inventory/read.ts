// Reads an inventory from CSV or JSON bytes: all of it, or an error that names the line and field of each fault.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { type Fault, faultsText, readNamedRows } from '../../records/index.js';
import { fieldOf, type InventoryEntry, lacks, readEntry } from './entry.js';

/**
 * Reads an inventory in one of the forms of `readNamedRows`.
 *
 * @param origin the file or address, for messages
 * @throws SundialError `inventory-invalid`, `inventory-too-large`
 */
export function readInventory(bytes: Buffer, origin: string): InventoryEntry[] {
  const refuse = (problems: string): never => {
    throw new SundialError('inventory-invalid', { file: origin, problems });
  };
  const { rows, header, faults: cut } = readNamedRows(bytes, { fieldOf, refuse });
  const lacking = header && lacks(header);
  if (lacking) refuse(`line 1 names ${lacking}. Line 1 has to be a header`);
  if (rows.length > LIMITS.inventoryRows)
    throw new SundialError('inventory-too-large', { file: origin, limit: `${LIMITS.inventoryRows} rows` });
  const faults: Fault[] = [...cut];
  const entries = rows.map(({ raw, line }) => readEntry(raw, line, faults));
  if (faults.length > 0) refuse(faultsText(faults));
  return entries;
}
