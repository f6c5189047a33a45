// The parameters of `GET /v1/events`.
import { z } from 'zod';
import type { Clock } from '../../../domain/clock.js';
import { addDays, dateOf } from '../../../domain/days.js';
import { SundialError } from '../../../domain/errors.js';
import { checked } from '../checked-body.js';

/** Cursors have some 400 characters; the text of a subject, such as a long URL, makes them longer. */
const CURSOR_CHARACTERS = 100_000;

/** Unknown parameters are refused: a misspelled cursor would start over without notice. */
export const CHANGES_QUERY = z.strictObject({
  cursor: z
    .string()
    .max(CURSOR_CHARACTERS)
    .regex(/^[A-Za-z0-9_-]+$/, 'is no cursor. Start over without one')
    .optional()
    .describe('The value of the header Sundial-Cursor of the answer before. Without one, reading starts.'),
  start: z
    .string()
    .regex(/^(all|now|[1-9]\d{0,4})$/, 'has to be all, now, or a number of days such as 30')
    .optional()
    .describe(
      'Where to start without a cursor: all stored events (the default), now (none of them), or a number of days: the reports of that many days up to today.',
    ),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(1_000)
    .describe('The most rows of the answer. An answer may have fewer although there are more.'),
  format: z.enum(['jsonl', 'csv']).default('jsonl').describe('JSON lines, or CSV with a header.'),
  carries: z
    .enum(['events', 'findings', 'events,findings'])
    .default('events')
    .describe('What to read. CSV has one of them, because their columns differ.'),
});

export type ChangesQuery = z.infer<typeof CHANGES_QUERY>;

/** @throws SundialError `call-invalid` */
export function readChangesQuery(query: unknown): ChangesQuery {
  const read = checked(CHANGES_QUERY, { ...(query as object) });
  const { cursor, start, format, carries } = read;
  if (cursor !== undefined && start !== undefined) throw invalid('start', 'has no meaning with a cursor');
  if (format === 'csv' && carries.includes(','))
    throw invalid('carries', 'has to be events or findings for CSV');
  return read;
}

/** The first report date with which a client starts; undefined = with no stored events. */
export function firstDate(start: ChangesQuery['start'], clock: Clock): string | undefined {
  if (start === 'now') return undefined;
  return start === undefined || start === 'all' ? '1970-01-01' : addDays(dateOf(clock()), 1 - Number(start));
}

function invalid(field: string, problem: string): SundialError {
  return new SundialError('call-invalid', { field, problem });
}
