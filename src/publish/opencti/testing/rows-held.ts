// Which events a platform holds: those whose rows its notes show. The notes of a platform have no ids of events, so each row
// is recognised by its table.
import type { StixObject } from '../../../mapping/index.js';
import { rowTable } from '../../../mapping/stix/markdown.js';
import type { OutputKind } from '../../declaration.js';
import type { HeldEvent } from '../../testing/output-contract.js';
import { watchingEvents } from '../../testing/watched-events.js';

export class RowsHeld {
  private readonly events = new Map<string, HeldEvent>();

  /** The kind, with outputs that remember the table of each event that they send. */
  watching(kind: OutputKind): OutputKind {
    return watchingEvents(kind, (event) =>
      this.events.set(`${event.type} ${event.date}\n${rowTable(event, false)}`, event),
    );
  }

  /** The events in notes that are not revoked. */
  in(objects: Iterable<StixObject>): HeldEvent[] {
    const all = [...objects];
    const slices = new Map(
      all.filter(({ type }) => type === 'report').map(({ id, name }) => [id, sliceIn(name)]),
    );
    const notes = all.filter(({ type, revoked }) => type === 'note' && revoked !== true);
    const held = notes.flatMap(({ content, object_refs: refs }) => {
      const slice = slices.get((refs as string[]).at(-1)!);
      const tables = String(content).trimEnd().split('\n\n');
      return tables.map((table) => this.eventOf(`${slice}\n${checkedTable(table)}`));
    });
    return [...new Map(held.map((event) => [event.id, event])).values()];
  }

  private eventOf(shown: string): HeldEvent {
    const event = this.events.get(shown);
    if (!event) throw new Error(`a note shows what no event has: ${shown.slice(0, 200)}`);
    return event;
  }
}

/**
 * A table of two columns as a reader of GitHub Flavored Markdown sees it (spec, "Tables"): a line for each row, with cells
 * between pipes that no backslash is before, and nothing in them that would be a link or HTML.
 */
function checkedTable(table: string): string {
  for (const line of table.split('\n')) {
    const cells = line.replaceAll(/\\[\\|[\]<>`*~_]/g, '');
    if (!/^\|[^|]*\|[^|]*\|$/.test(cells) || /[<[\]`]/.test(cells))
      throw new Error(`no row of a table: ${line.slice(0, 200)}`);
  }
  return table;
}

/** The type and date in the name of a report. */
function sliceIn(name: unknown): string {
  const [, type, date] = /^Shadowserver Report (\S+): .*(\d{4}-\d\d-\d\d)/.exec(String(name)) ?? [];
  return `${type} ${date}`;
}
