// Reads leases from CSV or JSON bytes: all of them, or an error that names the line and field of each fault.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { eachNamedRow, type Fault, faultsText, type NamedRow } from '../../records/index.js';
import type { Lease } from '../../store/index.js';
import { type LeaseField, lacksForLeases, leaseFieldOf, readLease } from './entry.js';

/** Leases that are in memory as objects at the same time. */
const PART = 20_000;

/** Leases that were checked, and are read again in parts. */
export interface ReadLeases {
  readonly rows: number;
  readonly parts: () => Iterable<readonly Lease[]>;
}

/**
 * Checks leases in one of the forms of `eachNamedRow`.
 *
 * @param origin the place, for messages
 * @throws SundialError `inventory-invalid`, `inventory-too-large`
 */
export function readLeases(bytes: Buffer, origin: string): ReadLeases {
  const refuse = (problems: string): never => {
    throw new SundialError('inventory-invalid', { file: origin, problems });
  };
  const header = (columns: readonly string[]) => {
    const lacking = lacksForLeases(columns);
    if (lacking !== undefined) refuse(`line 1 names ${lacking}. Line 1 has to be a header`);
  };
  const found = () => eachNamedRow(bytes, { fieldOf: leaseFieldOf, refuse, header });
  const faults: Fault[] = [];
  let rows = 0;
  for (const row of found()) {
    rows++;
    if (rows > LIMITS.leaseRows)
      throw new SundialError('inventory-too-large', { file: origin, limit: `${LIMITS.leaseRows} rows` });
    if ('raw' in row) readLease(row.raw, row.line, faults);
    else faults.push(row);
  }
  if (faults.length > 0) refuse(faultsText(faults));
  return { rows, parts: () => inParts(found()) };
}

function* inParts(rows: Iterable<NamedRow<LeaseField> | Fault>): Generator<readonly Lease[]> {
  let part: Lease[] = [];
  for (const row of rows) {
    const lease = 'raw' in row && readLease(row.raw, row.line, []);
    if (lease && part.push(lease) === PART) {
      yield part;
      part = [];
    }
  }
  if (part.length > 0) yield part;
}
