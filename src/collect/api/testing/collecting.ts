// Collects the reports of the Reports API's double in tests, like the loader.
import type { OfferedReport } from '../../../../examples/reports-api/index.js';
import type { Collected } from '../../../domain/delivery.js';
import { type CollectApiOptions, collectApi, type Listing } from '../../index.js';
import { type Outcome, outcomes } from '../../testing/outcome.js';
import { NOW, type Tested, temporaryFolder } from './against.js';

/** The values that a test overrides. */
export type Collecting = Partial<CollectApiOptions>;

/** All listings, of any day. */
export async function listed({ api, double }: Tested): Promise<readonly Listing[]> {
  const dates = double.reports.map(({ date }) => date).sort();
  return (await api.list({ date: `${dates[0]}:${dates.at(-1)}` })).listings;
}

export function collecting(
  { api }: Tested,
  listings: readonly Listing[],
  options: Collecting = {},
): AsyncGenerator<Collected> {
  return collectApi(listings, {
    api,
    label: 'api',
    folder: options.folder ?? temporaryFolder(),
    concurrency: 2,
    minFreeDiskMib: 0,
    clock: () => NOW,
    ...options,
  });
}

/** Lists and collects everything; one outcome per report, in the order of the paths. */
export async function collected(tested: Tested, options: Collecting = {}): Promise<Outcome[]> {
  const all = await outcomes(collecting(tested, await listed(tested), options));
  return all.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The downloads of a file that the double received: the requested first byte of each. */
export function rangesOf({ double }: Tested, report: OfferedReport): (string | undefined)[] {
  return double.asked
    .filter(({ what, request }) => what === 'download' && request.file === report.file)
    .map(({ headers }) => headers.range);
}
