// Reads records of other systems' formats back: which event each is of, with its columns, as these systems would read it.
import { readCef } from '../../mapping/testing/read-cef.js';
import { heldDocument } from '../elasticsearch/testing/output.js';
import { heldEvents, readEvent } from '../intelmq/testing/collector.js';
import { heldBy } from '../syslog/testing/receiver.js';
import type { HeldEvent } from './output-contract.js';

/** By the names of formats; each refuses what its system refuses. */
export const RECORDS_HELD: Readonly<Record<string, (lines: readonly string[]) => HeldEvent[]>> = {
  ecs: (lines) =>
    lines.map((line) => {
      const document = JSON.parse(line);
      return heldDocument(document.event.id, document);
    }),
  cef: (lines) => heldBy(lines.map((line) => ({ cef: readCef(line) }))),
  intelmq: (lines) => heldEvents(lines.map((line) => readEvent(Buffer.from(line)))),
};

/** IntelMQ removes NUL. */
export const heldByIntelmq = (text: string): string => text.replaceAll('\0', '');
