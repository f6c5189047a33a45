// The inventory in the store: a new version replaces all entries of its source at once, and look-ups find the owner
// of a subject.
import { createHash } from 'node:crypto';
import { formatRange, ipv6Text, parseAddress, prefixBits } from '../../domain/address.js';
import { type Clock, unixSeconds } from '../../domain/clock.js';
import { hostName } from '../../domain/host-name.js';
import type { OperatorStore, OwnTables } from '../../store/index.js';
import { shownOrigin } from '../register/read-register.js';
import type { InventoryEntry } from './entry.js';
import { readInventory } from './read.js';
import { INVENTORY_TABLES } from './tables.js';

export interface InventoryImport {
  readonly version: number;
  readonly source: string;
  readonly origin: string;
  readonly rows: number;
  readonly devices: number;
  /** Devices (and networks without one) compared with the previous version. */
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly author: string;
  /** Unix seconds. */
  readonly at: number;
}

export interface ImportRequest {
  readonly bytes: Buffer;
  readonly origin: string;
  /** The part of the inventory to replace. */
  readonly source: string;
  readonly author: string;
  readonly clock: Clock;
}

/** An entry that covers the subject of a look-up. */
export interface InventoryMatch {
  readonly device: string;
  /** The network or name that covers it. */
  readonly covers: string;
  readonly owner: string;
  readonly contacts: readonly string[];
  readonly own: boolean;
  readonly valid_from: string;
  readonly valid_until: string;
  readonly source: string;
  readonly line: number;
}

interface Row {
  readonly line: number;
  readonly device: string;
  readonly kind: 'network' | 'name';
  readonly first: string;
  readonly last: string;
  readonly prefix: number;
  readonly name: string;
  readonly owner: string;
  readonly contacts: readonly string[];
  readonly own: number;
  readonly valid_from: string;
  readonly valid_until: string;
}

/** Rows of one insert, which the engine stores as one part. */
const BLOCK = 100_000;

/** The parts of the workspace that the inventory uses. */
export type InventoryStore = Pick<OperatorStore, 'ownTables'>;

export class Inventory {
  private readonly tables: OwnTables;

  constructor(store: InventoryStore) {
    this.tables = store.ownTables(INVENTORY_TABLES);
  }

  /**
   * Replaces the entries of a source. The import's own row is written last and makes the entries count, so that bad
   * input and a kill change nothing. Importing the same content again does not make a new version.
   *
   * @throws SundialError `inventory-invalid`, `inventory-too-large`
   */
  async replace({ bytes, origin, source, author, clock }: ImportRequest): Promise<InventoryImport> {
    const entries = readInventory(bytes, shownOrigin(origin));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const [latest] = await this.imports(1, source);
    const [same] = await this.tables.rows<{ rows: number }>(
      'SELECT count() AS rows FROM inventory_imports WHERE version = {version:UInt32} AND sha256 = {sha256:String}',
      { version: latest?.version ?? 0, sha256 },
    );
    if (latest && same!.rows > 0) return { ...latest, added: 0, changed: 0, removed: 0 };
    const version = await this.nextVersion();
    const rows = entries.flatMap(rowsOf);
    for (let at = 0; at < rows.length; at += BLOCK)
      await this.tables.insert(
        'inventory_rows',
        rows.slice(at, at + BLOCK).map((row) => ({ ...row, version })),
      );
    const result: InventoryImport = {
      version,
      source,
      origin: shownOrigin(origin),
      rows: rows.length,
      devices: new Set(entries.map(({ device }) => device).filter(Boolean)).size,
      ...(await this.compare(latest?.version ?? 0, version)),
      author,
      at: unixSeconds(clock()),
    };
    await this.tables.insert('inventory_imports', [{ ...result, sha256 }]);
    return result;
  }

  /** A number that no import has used, including imports that were killed. */
  private async nextVersion(): Promise<number> {
    const [row] = await this.tables.rows<{ version: number }>(
      'SELECT greatest((SELECT max(version) FROM inventory_rows), (SELECT max(version) FROM inventory_imports)) + 1 AS version',
    );
    return row!.version;
  }

  /** The differences between two versions by device, or by network or name for entries without a device. */
  private async compare(
    before: number,
    after: number,
  ): Promise<Pick<InventoryImport, 'added' | 'changed' | 'removed'>> {
    const facts = 'kind, first, last, name, owner, contacts, own, valid_from, valid_until';
    const [row] = await this.tables.rows<Pick<InventoryImport, 'added' | 'changed' | 'removed'>>(
      `SELECT countIf(earlier = 0) AS added, countIf(later = 0) AS removed, countIf(earlier > 0 AND later > 0 AND earlier != later) AS changed
       FROM (
         SELECT sumIf(row, version = {before:UInt32}) AS earlier, sumIf(row, version = {after:UInt32}) AS later
         FROM (
           SELECT version, if(device != '', device, concat(toString(first), '/', toString(prefix), name)) AS entry,
             toUInt128(sipHash64(${facts})) + 1 AS row
           FROM inventory_rows WHERE version IN ({before:UInt32}, {after:UInt32}))
         GROUP BY entry)`,
      { before, after },
    );
    return row!;
  }

  /** Imports, newest first. @param source restricts the list to this source */
  async imports(limit: number, source?: string): Promise<InventoryImport[]> {
    return this.tables.rows<InventoryImport>(
      `SELECT version, source, origin, rows, devices, added, changed, removed, author,
         toUnixTimestamp(inventory_imports.at) AS at
       FROM inventory_imports WHERE {source:String} = '' OR source = {source:String}
       ORDER BY version DESC LIMIT {limit:UInt32}`,
      { limit, source: source ?? '' },
    );
  }

  /**
   * The entries that cover an address, network or name on a day, the most specific first; undefined for any other
   * text.
   */
  async lookUp(asked: string, date: string): Promise<InventoryMatch[] | undefined> {
    const range = parseAddress(asked.trim());
    const name = range ? '' : (hostName(asked) ?? '');
    if (!range && name === '') return undefined;
    const labels = name.split('.');
    const where = range
      ? "kind = 'network' AND inventory_rows.first <= toIPv6({first:String}) AND inventory_rows.last >= toIPv6({last:String})"
      : "kind = 'name' AND has({names:Array(String)}, name)";
    const rows = await this.tables.rows<Omit<InventoryMatch, 'covers' | 'own'> & CoveringRow>(
      `SELECT device, kind, hex(first) AS first_hex, hex(last) AS last_hex, name, owner, contacts, own,
         toString(valid_from) AS valid_from, toString(valid_until) AS valid_until, imports.source AS source, line
       FROM inventory_rows INNER JOIN (
         SELECT max(version) AS version, source FROM inventory_imports GROUP BY source) AS imports
       ON inventory_rows.version = imports.version
       WHERE ${where} AND inventory_rows.valid_from <= {date:Date} AND inventory_rows.valid_until > {date:Date}
       ORDER BY prefix DESC, length(name) DESC, inventory_rows.version DESC, line`,
      {
        date,
        first: range ? ipv6Text(range.first) : '',
        last: range ? ipv6Text(range.last) : '',
        names: labels.map((_, at) => labels.slice(at).join('.')),
      },
    );
    return rows.map(({ kind, first_hex, last_hex, name: named, own, ...row }) => ({
      ...row,
      own: own === 1,
      covers: kind === 'name' ? named : rangeText(first_hex, last_hex),
    }));
  }
}

interface CoveringRow {
  readonly kind: Row['kind'];
  readonly first_hex: string;
  readonly last_hex: string;
  readonly name: string;
  readonly own: number;
}

function rowsOf(entry: InventoryEntry): Row[] {
  const { line, device, owner, contacts, validFrom, validUntil } = entry;
  const shared = {
    line,
    device,
    owner,
    contacts,
    own: entry.own ? 1 : 0,
    valid_from: validFrom,
    valid_until: validUntil,
  };
  return [
    ...entry.networks.map((range) => ({
      ...shared,
      kind: 'network' as const,
      first: ipv6Text(range.first),
      last: ipv6Text(range.last),
      prefix: prefixBits(range),
      name: '',
    })),
    ...entry.names.map((name) => ({
      ...shared,
      kind: 'name' as const,
      first: '::',
      last: '::',
      prefix: 0,
      name,
    })),
  ];
}

function rangeText(firstHex: string, lastHex: string): string {
  const [first, last] = [Buffer.from(firstHex, 'hex'), Buffer.from(lastHex, 'hex')];
  return formatRange({ first, last, isNetwork: firstHex !== lastHex });
}
