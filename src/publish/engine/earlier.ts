// The stored events with which an output does not begin, because its start is a number of days: a person who sees nothing
// arrive has to learn why.
import { addDays } from '../../domain/days.js';
import type { SendingContext } from './sending-context.js';
import { EVER, sinceOf, type Wanted } from './wanted.js';

/** Stored events of report dates before the first one that an output sends. */
export interface EarlierEvents {
  /** The first report date that the output sends. */
  readonly since: string;
  /** The first report date of events that it leaves out. */
  readonly first: string;
  /** Their number, of the output's types and before its other conditions. */
  readonly events: number;
}

/** What a start leaves out; undefined if it is nothing, or if the start is no number of days. */
export async function earlierThan(
  { carries, start }: Pick<Wanted, 'carries' | 'start'>,
  wants: (slice: { readonly type: string }) => boolean,
  { feed, clock }: Pick<SendingContext, 'feed' | 'clock'>,
): Promise<EarlierEvents | undefined> {
  if (typeof start !== 'number' || !carries.has('events')) return undefined;
  const since = sinceOf(start, clock())!;
  const earlier = (await feed.slices(EVER.since, addDays(since, -1))).filter(wants);
  const [first] = earlier;
  return first && { since, first: first.date, events: earlier.reduce((sum, { events }) => sum + events, 0) };
}
