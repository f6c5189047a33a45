// Parses the answers of the Reports API: required members must exist, further members are ignored.

import { createHash } from 'node:crypto';
import * as z from 'zod';
import { datePart } from '../../domain/days.js';
import { SundialError } from '../../domain/errors.js';
import { identifyReport, isReportDate, normaliseType } from '../../domain/report.js';
import { Secret } from '../../domain/secret.js';
import type { KeyInfo, Listing, Stat } from './contract.js';
import { listingName, listingPath } from './listing-path.js';

// An id is sent unchanged, so it may contain any character of a URL; published examples contain `?` and `-`.
const ID = /^[\x21-\x7e]{1,2000}$/;

const LISTING = z.looseObject({
  id: z.string().regex(ID),
  file: z.string().min(1),
  report: z.string().min(1),
  // Older answers lack the type, but the file's name contains it as well.
  type: z.string().min(1).optional(),
  timestamp: z.string().optional(),
});
const PONG = z.looseObject({ pong: z.string() });
const KEY = z.looseObject({});
const COUNT = z.union([z.number(), z.string().regex(/^\d+$/)]);

/** An unreadable entry; `path` is its displayed name. */
export interface BadEntry {
  readonly path: string;
  readonly error: SundialError;
}

/** @throws SundialError `api-malformed` if the answer is not an array */
export function entriesOf(answer: unknown, method: string): readonly unknown[] {
  if (Array.isArray(answer)) return answer;
  throw malformed(method, 'is not a list');
}

/** The publisher's time in the answer of `test/ping`. */
export function readPong(answer: unknown, method: string): string {
  const read = PONG.safeParse(answer);
  if (read.success) return read.data.pong;
  throw malformed(method, 'does not contain "pong"');
}

/** The permissions of a key, without the key itself, which the publisher repeats. */
export function readKeyInfo(answer: unknown, method: string): KeyInfo[] {
  return entriesOf(answer, method).map((entry) => {
    const read = KEY.safeParse(entry);
    if (!read.success) throw malformed(method, 'contains something other than keys');
    const { apikey: _, ...rest } = read.data;
    return rest;
  });
}

/** Names of lists or types; with `detail`, types are objects with a name. */
export function readNames(answer: unknown, method: string): string[] {
  const name = z.union([z.string(), z.looseObject({ type: z.string() }).transform(({ type }) => type)]);
  return entriesOf(answer, method).map((entry) => {
    const read = name.safeParse(entry);
    if (!read.success) throw malformed(method, 'contains something other than names');
    return bareList(read.data);
  });
}

/** The readable entries of `reports/list`, and the errors of the others. */
export function readListings(
  answer: unknown,
  method: string,
): { readonly listings: Listing[]; readonly bad: BadEntry[] } {
  const listings: Listing[] = [];
  const bad: BadEntry[] = [];
  for (const [index, entry] of entriesOf(answer, method).entries()) {
    const read = readListing(entry, `${method} ${index + 1}`);
    if ('id' in read) listings.push(read);
    else bad.push(read);
  }
  return { listings, bad };
}

function readListing(entry: unknown, place: string): Listing | BadEntry {
  const read = LISTING.safeParse(entry);
  if (!read.success) {
    const missing = String(read.error.issues[0]?.path[0] ?? 'members');
    return { path: place, error: malformed(place, `has no usable ${missing}`) };
  }
  const { id, file, report, type, timestamp = '' } = read.data;
  const list = bareList(report);
  const path = listingPath({ list, file });
  try {
    const day = datePart(timestamp);
    const known = { ...(type && { type }), ...(isReportDate(day) && { date: day }) };
    const identity = identifyReport(listingName({ file }), known, { shown: path });
    const idHash = createHash('sha256').update(id).digest('hex');
    return { id: new Secret(id), file, idHash, list, type: identity.type, date: identity.date };
  } catch {
    return { path, error: malformed(path, 'contains neither type nor date') };
  }
}

/** The publisher writes lists as addresses: `united-states@shadowserver.org` (wiki, "API: Reports Query"). */
function bareList(report: string): string {
  return report.replace(/@shadowserver\.org$/i, '');
}

/** The rows of `reports/stats`; the first one names the columns (wiki, "API: Reports Query"). */
export function readStats(answer: unknown, method: string): Stat[] {
  const [head, ...rows] = entriesOf(answer, method);
  if (head === undefined) return [];
  const columns = z.array(z.string()).safeParse(head);
  const at = (name: string): number => (columns.success ? columns.data.indexOf(name) : -1);
  const [date, type, events] = [at('date'), at('type'), at('events')];
  if (date < 0 || type < 0 || events < 0) throw malformed(method, 'lacks the columns date, type and events');
  return rows.map((row) => {
    const cells = z.array(z.unknown()).safeParse(row).data ?? [];
    const day = z.string().safeParse(cells[date]);
    const name = z.string().safeParse(cells[type]);
    const count = COUNT.safeParse(cells[events]);
    if (!day.success || !isReportDate(datePart(day.data)) || !name.success || !count.success)
      throw malformed(method, 'has a row without a date, type or number');
    return { date: datePart(day.data), type: normaliseType(name.data), events: Number(count.data) };
  });
}

function malformed(what: string, problem: string): SundialError {
  return new SundialError('api-malformed', { what, problem });
}
