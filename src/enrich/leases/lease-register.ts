// Looks leases up: who had an address at a time, and what was imported.
import { formatRange, ipv6Text, parseAddress } from '../../domain/address.js';
import {
  holdersOf,
  LEASE_TABLES,
  type LeaseImport,
  NO_END,
  type OperatorStore,
  type TableReader,
} from '../../store/index.js';

/** Who had an address at a time. */
export interface Held {
  readonly address: string;
  /** Unix seconds. */
  readonly at: number;
  /** 0 = not named. */
  readonly port: number;
  /** Empty unless `identity` is `lease`. */
  readonly device: string;
  readonly identity: 'static' | 'lease' | 'unknown';
  /** Leases of the address, those of the time first. */
  readonly leases: readonly ShownLease[];
}

export interface ShownLease {
  readonly network: string;
  /** Empty = all. */
  readonly ports: string;
  /** Times in UTC; empty = without an end. */
  readonly from: string;
  readonly until: string;
  /** Empty = nobody in particular. */
  readonly device: string;
  /** Whether it holds at the time and for the port. */
  readonly holds: boolean;
}

interface Row {
  readonly first_hex: string;
  readonly last_hex: string;
  readonly port_first: number;
  readonly port_last: number;
  readonly since: string;
  readonly ended: string;
  readonly device: string;
  readonly holds: number;
}

/** Leases to show; an address may have had thousands. */
const SHOWN = 20;

const COVERING = 'first <= toIPv6({address:String}) AND last >= toIPv6({address:String})';
const HOLDS = `toUInt32(begins) <= {at:UInt32} AND {at:UInt32} < toUInt32(ends)
  AND ({port:UInt16} = 0 OR {port:UInt16} BETWEEN port_first AND port_last)`;

export class LeaseRegister {
  private readonly tables: TableReader;

  constructor(store: Pick<OperatorStore, 'ownTables'>) {
    this.tables = store.ownTables(LEASE_TABLES);
  }

  /** Imports, newest first. */
  imports(limit: number): Promise<LeaseImport[]> {
    return this.tables.rows<LeaseImport>(
      `SELECT version, origin, rows, added, changed, author, toUnixTimestamp(lease_imports.at) AS at
       FROM lease_imports ORDER BY version DESC LIMIT {limit:UInt32}`,
      { limit },
    );
  }

  /** Who had an address at a time; undefined if the text is not a single address. @param port 0 = not known */
  async lookUp(asked: string, time: Date, port: number): Promise<Held | undefined> {
    const range = parseAddress(asked.trim());
    if (!range || range.isNetwork) return undefined;
    const at = Math.floor(time.getTime() / 1000);
    const values = { address: ipv6Text(range.first), at, port };
    const rows = await this.tables.rows<Row>(
      `SELECT hex(first) AS first_hex, hex(last) AS last_hex, port_first, port_last, toString(begins) AS since,
         if(toUInt32(ends) = ${NO_END}, '', toString(ends)) AS ended, device, ${HOLDS} AS holds
       FROM leases WHERE ${COVERING}
       ORDER BY holds DESC, abs(toInt64(toUInt32(leases.begins)) - {at:UInt32}), prefix DESC, device LIMIT ${SHOWN}`,
      values,
    );
    const event = `SELECT toUInt32(0) AS load, toUInt32(0) AS line, 'ip' AS subject_kind, toIPv6({address:String}) AS subject_first,
      {at:UInt32} AS at, {port:UInt16} AS port`;
    const leases = `SELECT * FROM leases WHERE ${COVERING}`;
    const lengths = `(SELECT groupUniqArray(prefix) FROM leases WHERE ${COVERING})`;
    const [holder] = await this.tables.rows<{ device: string }>(holdersOf(event, leases, lengths), values);
    return {
      address: formatRange(range),
      ...{ at, port },
      device: holder?.device ?? '',
      identity: holder ? 'lease' : rows.length > 0 ? 'unknown' : 'static',
      leases: rows.map(shown),
    };
  }
}

function shown({ first_hex, last_hex, port_first, port_last, since, ended, device, holds }: Row): ShownLease {
  const [first, last] = [Buffer.from(first_hex, 'hex'), Buffer.from(last_hex, 'hex')];
  return {
    network: formatRange({ first, last, isNetwork: first_hex !== last_hex }),
    ports: port_last - port_first === 65_535 ? '' : `${port_first}-${port_last}`,
    from: since,
    until: ended,
    device,
    holds: holds === 1,
  };
}
