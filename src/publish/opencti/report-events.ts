// The events of one report, which the mapping reads twice: those of a small report are read from the store once.
import type { EventMessage } from '../messages.js';
import type { SliceReport } from '../output.js';

export interface ReportEvents {
  readonly count: number;
  /** Reads all events from the first to the last, in bounded batches. */
  read(): AsyncIterable<readonly EventMessage[]>;
}

export const NO_EVENTS: ReportEvents = { count: 0, read: () => oneBatch([]) };

/** Keeps the events if they fit one batch; a larger report is counted, and read again each time. */
export async function eventsOf(report: SliceReport): Promise<ReportEvents> {
  const batches = report.read()[Symbol.asyncIterator]();
  const first = await batches.next();
  if (first.done) return NO_EVENTS;
  const second = await batches.next();
  if (second.done) return { count: first.value.length, read: () => oneBatch(first.value) };
  await batches.return?.();
  return { count: await report.events(), read: () => report.read() };
}

async function* oneBatch(events: readonly EventMessage[]): AsyncGenerator<readonly EventMessage[]> {
  if (events.length > 0) yield events;
}
