// Plans the migration of a store whose reports were named by their route to one identity for each report.
import {
  describeReport,
  identifierBefore,
  identifyReport,
  type ReportIdentity,
} from '../../domain/report.js';
import type { LedgerRow } from '../../store/index.js';

/** The fields of a load that the plan needs. */
export type KnownLoad = Pick<
  LedgerRow,
  | 'load'
  | 'state'
  | 'report_type'
  | 'report_date'
  | 'list'
  | 'sha256'
  | 'rows'
  | 'bytes'
  | 'published_at'
  | 'events_state'
  | 'original_state'
>;

/** The fields of a delivery that the plan needs; failed deliveries do not count. */
export interface KnownDelivery {
  readonly source: string;
  readonly path: string;
  readonly list: string;
  readonly report_type: string;
  readonly report_date: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Unix seconds; 0 = unknown. */
  readonly published_at: number;
}

/** A report with several live versions, each from another route, and the version that will stay live. */
export interface Merge {
  readonly report: ReportIdentity;
  readonly winner: KnownLoad;
  readonly losers: readonly KnownLoad[];
}

/** A report without a live version, because another report replaced it. */
export interface Lost {
  readonly report: ReportIdentity;
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly publishedAt: number;
}

export interface IdentityPlan {
  /** The new list of each load whose list changes. */
  readonly renames: ReadonlyMap<number, string>;
  /** The new list of each delivery whose list changes, by `deliveryKey`. */
  readonly deliveries: ReadonlyMap<string, string>;
  readonly merges: readonly Merge[];
  readonly lost: readonly Lost[];
}

/** The key of deliveries that are renamed together. */
export const deliveryKey = ({
  source,
  path,
  list,
}: Pick<KnownDelivery, 'source' | 'path' | 'list'>): string => [source, path, list].join('\u0000');

/** The source whose lists already came from file names, or from `--list`. */
const FILES = 'directory';

export function planIdentities(
  loads: readonly KnownLoad[],
  deliveries: readonly KnownDelivery[],
): IdentityPlan {
  const identified = deliveries.map((delivery) => ({ delivery, report: identityOf(delivery) }));
  const byContent = new Map(identified.map(({ delivery, report }) => [contentKey(delivery), report.list]));
  const versions = loads.map((load) => {
    const list = byContent.get(contentKey(load)) ?? load.list;
    return { load, report: { type: load.report_type, date: load.report_date, list } };
  });
  const live = grouped(versions.filter(({ load }) => load.state === 'live'));
  return {
    renames: new Map(
      versions
        .filter(({ load, report }) => load.list !== report.list)
        .map(({ load, report }) => [load.load, report.list]),
    ),
    deliveries: new Map(
      identified
        .filter(({ delivery, report }) => delivery.list !== report.list)
        .map(({ delivery, report }) => [deliveryKey(delivery), report.list]),
    ),
    merges: [...live.values()].filter((group) => group.length > 1).map(mergeOf),
    lost: lostReports(versions, identified, new Set(live.keys())),
  };
}

/**
 * The identity of a delivery. A list given with `--list` stays; the list of a file came from its name, and every other
 * list from the route.
 */
function identityOf(delivery: KnownDelivery): ReportIdentity {
  const { source, path, list, report_type: type, report_date: date } = delivery;
  const names = path
    .split(' > ')
    .reverse()
    .map((part) => part.split('/').at(-1)!);
  const known = { type, date };
  const name = names.find(tells) ?? names[0]!;
  if (source === FILES && list !== identifierBefore(name)) return { type, date, list };
  return identifyReport(name, known, { route: subscriptionOf(list) });
}

/** The subscription of a list: the part before the slash. The part after it distinguished the files of one list. */
export function subscriptionOf(list: string): string {
  return list.split('/')[0]!;
}

function tells(name: string): boolean {
  try {
    identifyReport(name);
    return true;
  } catch {
    return false;
  }
}

interface Version {
  readonly load: KnownLoad;
  readonly report: ReportIdentity;
}

function mergeOf(group: readonly Version[]): Merge {
  const [winner, ...losers] = group.map(({ load }) => load).sort((a, b) => rank(b, a));
  return { report: group[0]!.report, winner: winner!, losers };
}

/** Orders versions: those with events before those without, then by the publisher's time, then by arrival. */
function rank(a: KnownLoad, b: KnownLoad): number {
  const kept = (load: KnownLoad) => Number(load.events_state === 'kept');
  return kept(a) - kept(b) || a.published_at - b.published_at || a.load - b.load;
}

function lostReports(
  versions: readonly Version[],
  identified: readonly { readonly delivery: KnownDelivery; readonly report: ReportIdentity }[],
  live: ReadonlySet<string>,
): Lost[] {
  const newest = new Map<string, Lost>();
  const offer = (lost: Lost) => {
    const name = describeReport(lost.report);
    if (live.has(name) || lost.sha256 === '') return;
    if (lost.publishedAt >= (newest.get(name)?.publishedAt ?? 0)) newest.set(name, lost);
  };
  for (const { delivery, report } of identified)
    offer({ ...delivery, report, publishedAt: delivery.published_at });
  for (const { load, report } of versions)
    if (load.state !== 'started')
      offer({
        report,
        path: describeReport(report),
        sha256: load.sha256,
        bytes: load.bytes,
        publishedAt: load.published_at,
      });
  return [...newest.values()].map(({ report, path, sha256, bytes, publishedAt }) => ({
    report,
    path,
    sha256,
    bytes,
    publishedAt,
  }));
}

function grouped(versions: readonly Version[]): Map<string, Version[]> {
  const groups = new Map<string, Version[]>();
  for (const version of versions) {
    const name = describeReport(version.report);
    groups.set(name, [...(groups.get(name) ?? []), version]);
  }
  return groups;
}

function contentKey(of: Pick<KnownLoad, 'report_type' | 'report_date' | 'list' | 'sha256'>): string {
  return JSON.stringify([of.report_type, of.report_date, of.list, of.sha256]);
}
