// Lists every report of a day, splitting the request into smaller parts if one answer cannot hold them all.
import { datesBetween, daysBetween } from '../../domain/days.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { isReportDate } from '../../domain/report.js';
import type { BadEntry } from './answers.js';
import type { Listing, ListRequest } from './contract.js';

/** A part of a day: all reports, or those of some lists and types. */
export interface Scope {
  readonly date: string;
  readonly lists?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
}

/** The answer of one call. */
export interface Page {
  readonly listings: readonly Listing[];
  readonly bad: readonly BadEntry[];
}

/** The calls and names that listing a day needs. */
export interface Questions {
  readonly page: (scope: Scope) => Promise<Page>;
  readonly subscribed: () => Promise<readonly string[]>;
  /** All possible types. */
  readonly types: () => Promise<readonly string[]>;
}

/** The days of `YYYY-MM-DD` or `YYYY-MM-DD:YYYY-MM-DD`. @throws SundialError `usage` */
export function daysOf(range: string): string[] {
  const [first = '', last = first, ...more] = range.split(':');
  const days = isReportDate(first) && isReportDate(last) ? daysBetween(first, last) + 1 : 0;
  if (more.length > 0 || days < 1 || days > LIMITS.apiDays) {
    const problem = `"${range}" is not a date or range. Expected YYYY-MM-DD or YYYY-MM-DD:YYYY-MM-DD`;
    throw new SundialError('usage', { problem });
  }
  return datesBetween(first, last);
}

/** Lists the days one after another; each file of a list appears once, with its latest id. */
export async function listDays(request: ListRequest, questions: Questions): Promise<Page> {
  const found = new Found();
  for (const date of daysOf(request.date)) {
    await gather({ date, lists: request.lists, types: request.types }, found, questions);
  }
  return found;
}

class Found implements Page {
  private readonly byFile = new Map<string, Listing>();
  private readonly byPath = new Map<string, BadEntry>();

  get listings(): Listing[] {
    return [...this.byFile.values()];
  }

  get bad(): BadEntry[] {
    return [...this.byPath.values()];
  }

  add({ listings, bad }: Page): void {
    for (const listing of listings) this.byFile.set(JSON.stringify([listing.list, listing.file]), listing);
    for (const entry of bad) this.byPath.set(entry.path, entry);
  }
}

async function gather(scope: Scope, found: Found, questions: Questions): Promise<void> {
  const page = await questions.page(scope);
  found.add(page);
  if (page.listings.length + page.bad.length < LIMITS.apiListings) return;
  const parts = await divide(scope, found, questions);
  if (parts.length === 0) found.add({ listings: [], bad: [stillFull(scope)] });
  for (const part of parts) await gather(part, found, questions);
}

/** Halves of a part, split first by lists, then by types; none for one list and one type. */
async function divide(scope: Scope, found: Found, questions: Questions): Promise<Scope[]> {
  // Includes lists from listings, because the API was seen to name the readable lists incompletely.
  const lists = scope.lists ?? all(await questions.subscribed(), found.listings, ({ list }) => list);
  if (lists.length > 1) return halves(lists).map((half) => ({ ...scope, lists: half }));
  const types = scope.types ?? all(await questions.types(), found.listings, ({ type }) => type);
  return types.length > 1 ? halves(types).map((half) => ({ ...scope, types: half })) : [];
}

function all(told: readonly string[], seen: readonly Listing[], name: (listing: Listing) => string) {
  return [...new Set([...told, ...seen.map(name)])];
}

function halves(names: readonly string[]): (readonly string[])[] {
  const middle = Math.ceil(names.length / 2);
  return [names.slice(0, middle), names.slice(middle)];
}

function stillFull({ date, lists, types }: Scope): BadEntry {
  const path = ['reports/list', date, ...(lists ?? []), ...(types ?? [])].join(' ');
  return { path, error: new SundialError('api-list-full', { what: path, limit: LIMITS.apiListings }) };
}
