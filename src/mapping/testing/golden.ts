// The reports of golden files: one for each family of report types, and a type that no catalogue knows.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { EventMessage } from '../../publish/messages.js';
import { eventsOfCsv } from '../../publish/testing/events.js';

const FOLDER = path.join(import.meta.dirname, 'reports');
export const GOLDEN_DATE = '2026-01-15';

/** The types of the reports. */
export const GOLDEN_TYPES: readonly string[] = readdirSync(FOLDER).map((name) => path.basename(name, '.csv'));

/** The events of a report. */
export function goldenEvents(type: string): EventMessage[] {
  return eventsOfCsv(readFileSync(path.join(FOLDER, `${type}.csv`), 'utf8'), { type, date: GOLDEN_DATE });
}
