// Events as the Reports API shows them: the report's own columns as texts, in the order of its header.
import type { Catalogue } from '../../../../catalogue/index.js';
import type { EventPage, EventQueries } from '../../../../query/index.js';
import type { Caller } from '../../method.js';
import { categoryOf } from './ask.js';
import type { PartQuery } from './part.js';

/** The columns of the report, `tag` as a list as upstream has it, and the report's type. */
const FIELDS = ['original', 'tag', 'report_type'];

type Event = EventPage['events'][number];

/** One page of matching events. @throws SundialError those of `EventQueries` */
export async function eventsOf(
  queries: EventQueries,
  query: PartQuery,
  { catalogue, signal }: Caller,
): Promise<Event[]> {
  const { events } = await queries.page({ ...query, fields: FIELDS }, { signal });
  return events.map((event) => shown(event, catalogue));
}

/** Like upstream, omits an empty `tag` and states a category in `type`, unless the report has a column of this name. */
function shown(event: Event, catalogue: Catalogue): Event {
  const { tag, ...untagged } = event;
  const isTagged = Array.isArray(tag) && tag.length > 0;
  const cells = isTagged ? event : untagged;
  return 'type' in cells ? cells : { ...cells, type: categoryOf(String(event.report_type), catalogue) };
}
