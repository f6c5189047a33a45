// The whitelist: which findings are accepted, until when, by whom and why; every version of every entry is kept.

import type { Catalogue } from '../catalogue/index.js';
import { type Clock, unixSeconds } from '../domain/clock.js';
import { DAY_SECONDS } from '../domain/days.js';
import { SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import type { OperatorStore, OwnTables } from '../store/index.js';
import { TRIAGE_TABLES } from './tables.js';
import { typesOf } from './type-names.js';
import { type ListedSubject, readSubject } from './whitelist-subject.js';

/** The displayed expiry of an entry without an end (decisions.md#times). */
export const FOREVER = '9999-12-31 23:59:59';

export interface WhitelistEntry {
  readonly entry: number;
  /** Grows with each change of any entry. */
  readonly version: number;
  /** The type as entered, and the types that the name meant at that time; no types = all. */
  readonly type: string;
  readonly types: readonly string[];
  readonly subject: string;
  readonly subject_kind: ListedSubject['subject_kind'];
  /** `2026-03-08 10:00:00`, or `9999-12-31 23:59:59`. */
  readonly until: string;
  readonly ended: boolean;
  readonly break_through: boolean;
  readonly reason: string;
  readonly author: string;
  readonly inserted_at: string;
  readonly changed_at: string;
  /** How many findings the entry hid in all digests, and the day of the last one. */
  readonly applied: number;
  readonly applied_on: string | null;
}

/** Days from now, or forever. */
export type Duration = number | 'forever';

export interface EntryRequest {
  readonly type: string;
  readonly subject: string;
  readonly duration: Duration;
  readonly reason: string;
  readonly author: string;
  readonly breakThrough: boolean;
}

/** A change of an entry by somebody who has seen one of its versions. */
export interface EntryChange {
  /** Another version is left as it is; omitted = any version. */
  readonly version?: number | undefined;
  readonly author: string;
  /** Omitted = the entry keeps its end, or its reason. */
  readonly duration?: Duration | undefined;
  readonly reason?: string | undefined;
}

/** Selects entries; omitted fields do not restrict. */
export interface EntryFilter {
  /** Those that apply to this type; `all` = those for all types. */
  readonly type?: string;
  /** Those that cover this subject. */
  readonly subject?: string;
  /** Whether to include expired entries. */
  readonly ended?: boolean;
}

interface StoredEntry extends ListedSubject {
  readonly entry: number;
  readonly version: number;
  readonly type: string;
  readonly types: readonly string[];
  readonly until: number;
  readonly forever: number;
  readonly break_through: number;
  readonly reason: string;
  readonly author: string;
  readonly at: number;
  readonly inserted_at: number;
}

const STORED = `entry, version, type, types, subject, subject_kind, toString(whitelist.first) AS first, toString(whitelist.last) AS last, prefix, name,
  toUnixTimestamp(whitelist.until) AS until, forever, break_through, reason, author, toUnixTimestamp(whitelist.at) AS at,
  toUnixTimestamp(whitelist.inserted_at) AS inserted_at`;

export interface WhitelistContext {
  readonly store: OperatorStore;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
}

/** Reads a duration: a number of days, or `forever`. @throws SundialError `usage` */
export function readDuration(text: string): Duration {
  if (text.trim().toLowerCase() === 'forever') return 'forever';
  const days = /^\d{1,6}$/.test(text.trim()) ? Number(text) : 0;
  if (days >= 1 && days <= LIMITS.whitelistDays) return days;
  throw new SundialError('usage', {
    problem: `--days: "${text}" is neither a number of days from 1 to ${LIMITS.whitelistDays} nor "forever"`,
  });
}

export class Whitelist {
  private readonly tables: OwnTables;

  constructor(private readonly context: WhitelistContext) {
    this.tables = context.store.ownTables(TRIAGE_TABLES);
  }

  /** Entries, the first to expire first. @throws SundialError `type-unknown`, `type-ambiguous`, `whitelist-subject` */
  async list(filter: EntryFilter = {}): Promise<WhitelistEntry[]> {
    const types = filter.type === undefined ? undefined : await typesOf(this.context, filter.type);
    const subject = filter.subject === undefined ? undefined : await readSubject(this.tables, filter.subject);
    const rows = await this.current(subject);
    const shown = rows.filter(
      (row) =>
        (filter.ended || !this.hasEnded(row)) &&
        (!types || row.types.length === 0 || row.types.some((type) => types.includes(type))),
    );
    return this.withUse(shown);
  }

  /** Adds an entry. @throws SundialError also `whitelist-exists` if the same entry is already in effect */
  async insert(request: EntryRequest): Promise<WhitelistEntry> {
    const subject = await readSubject(this.tables, request.subject);
    const types = await typesOf(this.context, request.type);
    const same = (await this.current()).find(
      (row) =>
        row.subject === subject.subject &&
        !this.hasEnded(row) &&
        String([...row.types].sort()) === String([...types].sort()),
    );
    if (same)
      throw new SundialError('whitelist-exists', {
        subject: same.subject,
        type: same.type,
        until: untilText(same),
        entry: same.entry,
      });
    const [next] = await this.tables.rows<{ entry: number }>(
      'SELECT max(entry) + 1 AS entry FROM whitelist_versions',
    );
    const row: Omit<StoredEntry, 'version'> = {
      entry: next!.entry,
      type: request.type.trim().toLowerCase(),
      types,
      ...subject,
      ...this.end(request.duration),
      break_through: request.breakThrough ? 1 : 0,
      reason: request.reason,
      author: request.author,
      at: this.now(),
      inserted_at: this.now(),
    };
    const [written] = await this.write('inserted', [row]);
    return this.shown(written!, undefined);
  }

  /** Changes when the entries of a type and subject expire. @throws SundialError `whitelist-missing` */
  async changeTime(
    type: string,
    subject: string,
    change: { duration: Duration; author: string; reason?: string },
  ): Promise<WhitelistEntry[]> {
    const rows = (await this.matching(type, subject)).map((row) => ({
      ...row,
      ...this.end(change.duration),
      author: change.author,
      reason: change.reason ?? row.reason,
      at: this.now(),
    }));
    return this.withUse(await this.write('changed', rows));
  }

  /** Removes the entries of a type and subject. @throws SundialError `whitelist-missing` */
  async remove(
    type: string,
    subject: string,
    { author, reason }: { author: string; reason?: string },
  ): Promise<WhitelistEntry[]> {
    const rows = await this.matching(type, subject);
    const removed = rows.map((row) => ({ ...row, author, reason: reason ?? row.reason, at: this.now() }));
    await this.write('removed', removed);
    return this.withUse(rows);
  }

  /** Changes when one entry expires, or its reason. @throws SundialError `whitelist-entry-unknown`, `whitelist-changed` */
  async changeEntry(entry: number, change: EntryChange): Promise<WhitelistEntry> {
    const [written] = await this.write('changed', [await this.changed(entry, change)]);
    return this.shown(written!, undefined);
  }

  /** Removes one entry. @throws SundialError `whitelist-entry-unknown`, `whitelist-changed` */
  async removeEntry(entry: number, change: Omit<EntryChange, 'duration'>): Promise<WhitelistEntry> {
    const [written] = await this.write('removed', [await this.changed(entry, change)]);
    return this.shown(written!, undefined);
  }

  /** An entry with a change that is not written yet. */
  private async changed(
    entry: number,
    { version, author, duration, reason }: EntryChange,
  ): Promise<StoredEntry> {
    const found = (await this.current()).find((row) => row.entry === entry);
    if (!found) throw new SundialError('whitelist-entry-unknown', { entry });
    if (version !== undefined && found.version !== version)
      throw new SundialError('whitelist-changed', { entry, author: found.author, until: untilText(found) });
    return {
      ...found,
      ...(duration !== undefined && this.end(duration)),
      ...{ author, reason: reason ?? found.reason, at: this.now() },
    };
  }

  /** `ntp` also means entries for `scan_ntp` alone, but never one for all types. */
  private async matching(type: string, asked: string): Promise<StoredEntry[]> {
    const subject = await readSubject(this.tables, asked);
    const types = await typesOf(this.context, type);
    const found = (await this.current()).filter(
      (row) =>
        row.subject === subject.subject &&
        row.types.length > 0 === types.length > 0 &&
        row.types.every((each) => types.includes(each)),
    );
    if (found.length === 0) throw new SundialError('whitelist-missing', { subject: subject.subject, type });
    return found;
  }

  /** @param subject only entries that cover it */
  private async current(subject?: ListedSubject): Promise<StoredEntry[]> {
    const covers: Record<ListedSubject['subject_kind'], string> = {
      network:
        "subject_kind = 'network' AND whitelist.first <= {first:IPv6} AND whitelist.last >= {last:IPv6}",
      name: "subject_kind = 'name' AND (name = {name:String} OR startsWith(name, '*.') AND endsWith({name:String}, substring(name, 2)))",
      device: "subject_kind = 'device' AND name = {name:String}",
    };
    return this.tables.rows<StoredEntry>(
      `SELECT ${STORED} FROM whitelist WHERE ${subject ? covers[subject.subject_kind] : '1'}
       ORDER BY forever, whitelist.until, entry`,
      { ...subject },
    );
  }

  private async withUse(rows: readonly StoredEntry[]): Promise<WhitelistEntry[]> {
    const used = await this.tables.rows<{ entry: number; applied: number; applied_on: string }>(
      `SELECT entry, count() AS applied, toString(max(digest_date)) AS applied_on
       FROM decisions ARRAY JOIN entries AS entry
       WHERE decision = 'whitelisted' AND has({entries:Array(UInt32)}, entry) GROUP BY entry`,
      { entries: rows.map(({ entry }) => entry) },
    );
    const uses = new Map(used.map((row) => [row.entry, row]));
    return rows.map((row) => this.shown(row, uses.get(row.entry)));
  }

  private shown(
    row: StoredEntry,
    used: Pick<WhitelistEntry, 'applied' | 'applied_on'> | undefined,
  ): WhitelistEntry {
    return {
      entry: row.entry,
      version: row.version,
      type: row.type,
      types: row.types,
      subject: row.subject,
      subject_kind: row.subject_kind,
      until: untilText(row),
      ended: this.hasEnded(row),
      break_through: row.break_through === 1,
      reason: row.reason,
      author: row.author,
      inserted_at: timeText(row.inserted_at),
      changed_at: timeText(row.at),
      applied: used?.applied ?? 0,
      applied_on: used?.applied_on ?? null,
    };
  }

  private async write(
    action: 'inserted' | 'changed' | 'removed',
    rows: readonly Omit<StoredEntry, 'version'>[],
  ): Promise<StoredEntry[]> {
    const [newest] = await this.tables.rows<{ version: number }>(
      'SELECT max(version) AS version FROM whitelist_versions',
    );
    const written = rows.map((row, index) => ({ ...row, version: newest!.version + 1 + index }));
    await this.tables.insert(
      'whitelist_versions',
      written.map((row) => ({ ...row, action })),
    );
    return written;
  }

  private end(duration: Duration): Pick<StoredEntry, 'until' | 'forever'> {
    if (duration === 'forever') return { until: 0, forever: 1 };
    return { until: this.now() + duration * DAY_SECONDS, forever: 0 };
  }

  private hasEnded({ forever, until }: StoredEntry): boolean {
    return forever === 0 && until <= this.now();
  }

  private now(): number {
    return unixSeconds(this.context.clock());
  }
}

const timeText = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');

const untilText = ({ forever, until }: Pick<StoredEntry, 'forever' | 'until'>): string =>
  forever === 1 ? FOREVER : timeText(until);
