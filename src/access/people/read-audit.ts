// Reads the audit log, the newest lines first, also from the files into which it was rotated.
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { datePart } from '../../domain/days.js';
import { SundialError } from '../../domain/errors.js';

const text = z.string();
const line = z.object({
  time: z.iso.datetime(),
  event: text,
  by: text,
  through: text.catch(''),
  address: text.optional(),
  about: text.optional(),
  role: text.optional(),
  mark: text.optional(),
  error: text.optional(),
  step: z.number().optional(),
  findings: z.number().optional(),
  left: z.number().optional(),
  entry: z.number().optional(),
});

/** A line of the audit log. The events of other versions are there as well. */
export type AuditLine = Readonly<z.infer<typeof line>>;

/** Which lines are wanted; all conditions have to be met. */
export interface AuditFilter {
  /** In lower case, somewhere in the line's texts. */
  readonly text?: string | undefined;
  readonly event?: string | undefined;
  /** The first and the last day, in UTC, as `2026-03-01`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface AuditLinesRead {
  readonly lines: readonly AuditLine[];
  /** Whether there may be more than were read. */
  readonly areAll: boolean;
}

/**
 * The newest lines that fit.
 *
 * @param kept how many rotated files there may be, `FILE.1` the newest
 * @param mostBytes how much is read at most, from the newest on
 * @throws SundialError `audit-unreadable`
 */
export async function readAudit(
  file: string,
  { kept, most, mostBytes }: { readonly kept: number; readonly most: number; readonly mostBytes: number },
  filter: AuditFilter,
): Promise<AuditLinesRead> {
  const found: AuditLine[] = [];
  let left = mostBytes;
  for (let number = 0; number <= kept; number++) {
    const { lines, bytes, isWhole } = await linesAtEnd(number === 0 ? file : `${file}.${number}`, left);
    left -= bytes;
    for (const each of lines) {
      const read = parsed(each);
      if (!read || !fits(read, filter)) continue;
      if (found.length === most) return { lines: found, areAll: false };
      found.push(read);
    }
    if (!isWhole) return { lines: found, areAll: false };
  }
  return { lines: found, areAll: true };
}

/** The last lines of a file, the newest first; none without a file. */
async function linesAtEnd(file: string, most: number) {
  const handle = await open(file).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined;
    throw new SundialError('audit-unreadable', { file, problem: thrown.code ?? String(thrown) });
  });
  if (!handle) return { lines: [], bytes: 0, isWhole: true };
  try {
    const { size } = await handle.stat();
    const bytes = Math.min(size, most);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, size - bytes);
    const isWhole = bytes === size;
    const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n').reverse();
    // The begin of the oldest line was not read.
    return { lines: isWhole ? lines : lines.slice(0, -1), bytes, isWhole };
  } finally {
    await handle.close();
  }
}

/** Undefined for a line that is being written, or was cut by a full disk. */
function parsed(given: string): AuditLine | undefined {
  if (given === '') return undefined;
  try {
    return line.parse(JSON.parse(given));
  } catch {
    return undefined;
  }
}

function fits(given: AuditLine, { text: wanted, event, from, to }: AuditFilter): boolean {
  const day = datePart(given.time);
  if (event !== undefined && given.event !== event) return false;
  if ((from !== undefined && day < from) || (to !== undefined && day > to)) return false;
  return wanted === undefined || Object.values(given).join(' ').toLowerCase().includes(wanted);
}
