// Prints the progress of a migration after each tenth of the events, with the remaining time at the current speed.
import type { CliContext } from '../../frame/context.js';
import { count, counted } from '../../print/table.js';

/**
 * @param verb such as `converted`
 * @param milliseconds a clock for durations
 */
export function tenths(
  verb: string,
  { note }: Pick<CliContext, 'note'>,
  milliseconds: () => number = () => performance.now(),
): (events: number, of: number) => void {
  let last = { tenth: 0, events: 0, at: milliseconds() };
  return (events, of) => {
    const tenth = Math.floor((10 * events) / Math.max(1, of));
    if (tenth <= last.tenth) return;
    const at = milliseconds();
    const minutes = Math.round(((of - events) * (at - last.at)) / (events - last.events) / 60_000);
    const left = minutes > 0 ? `, about ${counted(minutes, 'minute')} left` : '';
    note(`${verb} ${count(events)} of ${counted(of, 'event')}${left}`);
    last = { tenth, events, at };
  };
}
