// Notes on a report: the rows as tables, for readers of the report and of its case.
import { addDays, datePart } from '../../domain/days.js';
import type { OpenctiNames } from '../../domain/stix-choices.js';
import { cellOf } from '../reported-event.js';
import type { Envelope } from './envelope.js';
import { connectorTable, markdownText, rowTable } from './markdown.js';
import { type StixObject, stixId } from './object.js';
import { addLabels } from './part.js';
import type { MappedRow } from './row.js';
import { TIME_COLUMN } from './rules.js';

/** Where notes belong. */
export interface NoteOn {
  readonly envelope: Envelope;
  /** The report whose rows they show. */
  readonly reportId: string;
  /** The report and the case. */
  readonly refs: readonly string[];
}

const note = (id: string, properties: Readonly<Record<string, unknown>>): StixObject => ({
  ...{ type: 'note', id, note_types: ['external'], ...properties },
});

/** A note on several rows. Its id depends on its number, so that a re-issue of the report replaces its content. */
export function noteOfRows(rows: readonly MappedRow[], number: number, on: NoteOn): StixObject {
  const labels = new Set<string>();
  for (const row of rows) addLabels(labels, row.labels);
  const [{ event }] = rows as [MappedRow];
  const content = rows.map(({ event: of }) => `${rowTable(of, false)}\n`).join('\n');
  const properties = {
    abstract: `Shadowserver ${event.type} Report ${on.reportId} - note ${number}`,
    ...{ content, object_refs: on.refs },
  };
  return on.envelope.versioned(note(noteId(on.reportId, number), properties), labels);
}

export function noteId(reportId: string, number: number): string {
  return stixId('note', { report: reportId, note: number });
}

/** A note on one row. With the connector's names it also has the connector's id, which follows from content and time. */
export function noteOfRow(row: MappedRow, names: OpenctiNames, on: NoteOn): StixObject {
  const { event, time, labels } = row;
  // With a time after that of the report, which rows may have, all versions of the note would be equally new.
  const created = datePart(time) > addDays(event.date, 1) ? undefined : `${time.slice(0, -1)}.000Z`;
  const content = `${rowTable(event, names === 'connector')}\n\n`;
  const id =
    names === 'connector'
      ? stixId('note', { content: connectorTable(event), created: time.slice(0, -1) })
      : stixId('note', { event: event.id });
  const properties = {
    abstract: `Shadowserver ${event.type} Report ${on.reportId} - ${markdownText(cellOf(event, TIME_COLUMN))}`,
    ...{ content, object_refs: on.refs },
  };
  return on.envelope.versioned(note(id, properties), labels, created);
}

/** A note that was withdrawn. */
export function revokedNote(id: string, on: NoteOn): StixObject {
  return on.envelope.versioned(note(id, { content: 'Withdrawn.', object_refs: on.refs, revoked: true }), []);
}
