// Filters out deliveries of reports whose list or type was not requested.
import type { Catalogue } from '../../catalogue/index.js';
import type { DeliveryResult } from '../../collect/index.js';
import type { Collected, Delivery } from '../../domain/delivery.js';
import { asSundialError } from '../../domain/errors.js';
import type { ReportIdentity } from '../../domain/report.js';
import type { Selection } from '../../domain/source-entry.js';
import { identifyDelivery } from './identify.js';

/**
 * Yields the requested deliveries. A delivery without a recognisable report passes, so that it fails later like all
 * such deliveries.
 *
 * @param leave called with every delivery that is left out
 */
export async function* wanted(
  collected: AsyncIterable<Collected>,
  selection: Selection,
  catalogue: Pick<Catalogue, 'resolve'>,
  leave: (result: DeliveryResult) => void,
): AsyncGenerator<Collected> {
  for await (const item of collected) {
    const report = item.kind === 'delivery' ? reportOf(item, catalogue) : undefined;
    if (!report || isWanted(report, item.subscription, selection)) yield item;
    else {
      const { path, message } = item;
      leave({ path, message, outcome: 'unselected', rows: 0, supersedes: false });
    }
  }
}

/** Whether a report was requested. A list matches the subscription that delivered it, or the identifier in its file name. */
function isWanted(
  { type, list }: ReportIdentity,
  subscription: string | undefined,
  { lists, types, excluded }: Selection,
): boolean {
  const isListed = lists.length === 0 || lists.includes(list) || lists.includes(subscription ?? list);
  return isListed && (types.length === 0 || types.includes(type)) && !excluded.includes(type);
}

function reportOf(delivery: Delivery, catalogue: Pick<Catalogue, 'resolve'>): ReportIdentity | undefined {
  try {
    return identifyDelivery(delivery, catalogue, {});
  } catch (thrown) {
    if (asSundialError(thrown).code === 'report-name-unknown') return undefined;
    throw thrown;
  }
}
