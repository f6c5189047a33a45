// Plans the downloads of one day's listings, and keeps the row of each listed file.
import type { ListingRow, StatedRows } from '../../../domain/listing.js';
import type { LiveReport } from '../../memory.js';
import type { Listing, ReportsApi, Validators } from '../contract.js';
import { listedReport } from '../listing-path.js';
import { type Choice, choose, type Grounds, hasChanged } from './choose.js';

/** A listed report with its stored row. */
export interface Listed {
  readonly listing: Listing;
  readonly row: ListingRow | undefined;
}

/** The stored state of a day before it is fetched. */
export interface DayKnowledge {
  readonly rows: readonly ListingRow[];
  readonly live: readonly LiveReport[];
  readonly stated: readonly StatedRows[];
}

export interface DayPlan {
  readonly fetch: readonly Listed[];
  /** Compared with the server and found unchanged; the time of comparison has to be stored. */
  readonly confirmed: readonly Listed[];
  readonly known: number;
  /** Failed a short while ago and are not tried in this run. */
  readonly waiting: number;
}

export type Circumstances = Omit<Grounds, 'idHash' | 'contradictedAt'>;

/** The key of a listed file within its day. */
export const fileKey = (of: { list: string; file: string }): string => JSON.stringify([of.list, of.file]);

/**
 * Decides about every listing of a day. Ids that differ are trusted only if they stay the same from one call to the
 * next (decisions.md#re-issues), so the day may be listed once more.
 *
 * @throws SundialError of the API, if the day could not be listed or compared
 */
export async function planDay(
  listings: readonly Listing[],
  knowledge: DayKnowledge,
  circumstances: Circumstances,
  api: { listAgain: () => Promise<readonly Listing[]>; head: ReportsApi['head'] },
): Promise<DayPlan> {
  const rows = new Map(knowledge.rows.map((row) => [fileKey(row), row]));
  const listed = listings.map((listing) => ({ listing, row: rows.get(fileKey(listing)) }));
  const changedIds = listed.some(({ listing, row }) => row && row.id_hash !== listing.idHash);
  const steady = !changedIds || idsAreSteady(listings, await api.listAgain());
  const choices = new Map<Listed, Choice>(
    listed.map((each) => [each, choiceFor(each, listings, knowledge, circumstances, steady)]),
  );
  const having = (choice: Choice) => listed.filter((each) => choices.get(each) === choice);
  const fetch = having('fetch');
  const confirmed: Listed[] = [];
  for (const each of having('compare')) {
    const validators = await api.head(each.listing);
    if (validators && hasChanged(each.row!, validators)) fetch.push(each);
    else confirmed.push(each);
  }
  const waiting = having('wait').length;
  return { fetch, confirmed, waiting, known: having('known').length + confirmed.length };
}

function idsAreSteady(first: readonly Listing[], second: readonly Listing[]): boolean {
  const hashes = new Map(second.map((listing) => [fileKey(listing), listing.idHash]));
  return first.every((listing) => (hashes.get(fileKey(listing)) ?? listing.idHash) === listing.idHash);
}

function choiceFor(
  { listing, row }: Listed,
  listings: readonly Listing[],
  { live, stated }: DayKnowledge,
  circumstances: Circumstances,
  steady: boolean,
): Choice {
  return choose(row, {
    ...circumstances,
    idHash: steady || !row ? listing.idHash : row.id_hash,
    contradictedAt: contradictedAt(listing, listings, live, stated),
  });
}

/**
 * When the publisher last stated a number of rows that differs from the store, for a subscription's files of one
 * type; 0 = no difference. Statistics count a subscription's files together.
 */
function contradictedAt(
  { list, type }: Listing,
  listings: readonly Listing[],
  live: readonly LiveReport[],
  stated: readonly StatedRows[],
): number {
  const statement = stated.find(
    (each) => each.source === 'stats' && each.list === list && each.report_type === type,
  );
  if (!statement) return 0;
  const together = listings.filter((each) => each.list === list && each.type === type);
  const identifiers = new Set(together.map((each) => listedReport(each).list));
  const held = live.filter((row) => row.report_type === type && identifiers.has(row.list));
  const rows = held.reduce((sum, row) => sum + row.rows, 0);
  return rows === statement.rows ? 0 : statement.stated_at;
}

/** The row of a listing that was never tried. */
export function newRow({ list, file, type, date, idHash }: Listing): ListingRow {
  return {
    report_date: date,
    list,
    file,
    report_type: type,
    id_hash: idHash,
    state: 'listed',
    error_code: '',
    error: '',
    attempts: 0,
    etag: '',
    last_modified: '',
    bytes: 0,
    checked_at: 0,
    changed_at: 0,
  };
}

/** The validators of a download in the form of the stored row. */
export function remembered(validators: Validators): Pick<ListingRow, 'etag' | 'last_modified' | 'bytes'> {
  const { etag = '', lastModified = '', length = 0 } = validators;
  return { etag, last_modified: lastModified, bytes: length };
}
