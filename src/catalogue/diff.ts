// Compares the catalogue with the publisher's current description, and turns the difference into a local override.
import { SundialError } from '../domain/errors.js';
import type { Catalogue } from './catalogue.js';
import type { Entry } from './data.js';
import type { Override } from './override.js';
import type { PublishedType } from './published.js';
import type { ReportType } from './report-type.js';

/** The catalogue's value and the publisher's value. */
export interface Change {
  readonly from: string | undefined;
  readonly to: string;
}

export interface TypeChange {
  readonly id: string;
  readonly columnsAdded: readonly string[];
  readonly columnsRemoved: readonly string[];
  readonly name?: Change;
  readonly link?: Change;
  readonly classification?: Change;
}

export interface CatalogueDiff {
  readonly added: readonly PublishedType[];
  readonly removed: readonly string[];
  readonly changed: readonly TypeChange[];
}

/**
 * The differences between the publisher's types and the catalogue. The order of columns does not matter, because the
 * publisher does not promise one; nor does a link or classification that the publisher omits.
 */
export function diffCatalogue(catalogue: Catalogue, published: readonly PublishedType[]): CatalogueDiff {
  const current = new Map(catalogue.types().map((type) => [type.id, type]));
  const listed = new Set(published.map(({ id }) => id));
  return {
    added: published.filter(({ id }) => !current.has(id)),
    removed: [...current.keys()].filter((id) => !listed.has(id)),
    changed: published.flatMap((type) => {
      const ours = current.get(type.id);
      const change = ours && compare(ours, type);
      return change ? [change] : [];
    }),
  };
}

/** True if there is nothing to apply. */
export function isEmptyDiff({ added, removed, changed }: CatalogueDiff): boolean {
  return added.length + removed.length + changed.length === 0;
}

export interface OverrideRequest {
  readonly published: readonly PublishedType[];
  readonly previous: Override | undefined;
  readonly source: string;
  readonly now: Date;
}

/**
 * The override that makes the catalogue match the publisher's description. Removed types become retired ones, so that
 * their old files keep their titles and severities.
 *
 * @throws SundialError `catalogue-unreadable` if most types would be retired, because the document is then incomplete
 */
export function overrideFor(diff: CatalogueDiff, request: OverrideRequest): Override {
  const { published, previous, source, now } = request;
  const kept = published.length - diff.added.length;
  if (diff.removed.length > kept) {
    const problem = `it lists only ${kept} of ${kept + diff.removed.length} known types`;
    throw new SundialError('catalogue-unreadable', { file: source, problem });
  }
  const touched = new Set([...diff.added, ...diff.changed].map(({ id }) => id));
  const entries = published
    .filter(({ id }) => touched.has(id))
    .map((type) => [type.id, entryOf(type)] as const);
  const retired = diff.removed.map((id) => [id, { ...previous?.types[id], retired: true }] as const);
  return {
    source,
    updated: now.toISOString(),
    types: Object.fromEntries([...Object.entries(previous?.types ?? {}), ...entries, ...retired]),
  };
}

function entryOf({ name, link, rsit, columns }: PublishedType): Entry {
  return { name, columns, retired: false, ...(link && { link }), ...(rsit && { rsit }) };
}

function compare(ours: ReportType, theirs: PublishedType): TypeChange | undefined {
  const { taxonomy, type } = ours.classification;
  const name = changeOf(ours.name, theirs.name);
  const link = changeOf(ours.link, theirs.link, withoutSlash);
  const classification = changeOf(`${taxonomy}/${type}`, theirs.rsit);
  const columnsAdded = missing(theirs.columns, ours.columns);
  const columnsRemoved = missing(ours.columns, theirs.columns);
  if (!name && !link && !classification && columnsAdded.length + columnsRemoved.length === 0)
    return undefined;
  return {
    id: ours.id,
    columnsAdded,
    columnsRemoved,
    ...(name && { name }),
    ...(link && { link }),
    ...(classification && { classification }),
  };
}

const withoutSlash = (link: string): string => link.replace(/\/$/, '');

function changeOf(from: string | undefined, to: string | undefined, plain = (text: string) => text) {
  if (to === undefined || (from !== undefined && plain(from) === plain(to))) return undefined;
  return { from, to };
}

function missing(columns: readonly string[], elsewhere: readonly string[]): string[] {
  const there = new Set(elsewhere);
  return columns.filter((column) => !there.has(column));
}
