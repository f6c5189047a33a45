// Which events of reports a MISP holds: by the comments of objects, or by the attributes that their rows have.
import { mispTitle } from '../../../mapping/misp/event.js';
import { mispRow } from '../../../mapping/misp/row.js';
import type { OutputKind } from '../../declaration.js';
import type { EventMessage, FieldValue } from '../../messages.js';
import type { HeldEvent } from '../../testing/output-contract.js';
import { watchingEvents } from '../../testing/watched-events.js';

interface Attribute {
  readonly deleted: boolean;
  readonly type: string;
  readonly value: string;
}

/** An event of a MISP. */
export interface MispEvent {
  readonly info: string;
  readonly Object: readonly { readonly deleted: boolean; readonly comment: string }[];
  readonly Attribute: readonly Attribute[];
}

/** The rows of objects that are not deleted; a row that several reports of a type and day have is in the event of each. */
export function heldObjects(events: Iterable<MispEvent>): HeldEvent[] {
  const objects = [...events].flatMap((event) => event.Object).filter(({ deleted }) => !deleted);
  return distinct(
    objects.map(({ comment }) => {
      const { id, row } = JSON.parse(comment) as { id: string; row: Record<string, FieldValue> };
      return { id, fields: row };
    }),
  );
}

const nameOf = ({ type, value }: Pick<Attribute, 'type' | 'value'>) => `${type}|${value}`;

/** Attributes have no ids of events, and several rows may share one, so each row is recognised by all of its own. */
export class AttributesHeld {
  /** The events of each slice, by what begins the titles of its events in MISP. */
  private readonly slices = new Map<string, Map<string, EventMessage>>();

  /** The kind, with outputs that remember the events of each slice that they send. */
  watching(kind: OutputKind): OutputKind {
    return watchingEvents(kind, (event) => {
      const title = mispTitle(event);
      const events = this.slices.get(title) ?? new Map<string, EventMessage>();
      this.slices.set(title, events.set(event.id, event));
    });
  }

  /** @throws Error for an attribute that no row has */
  in(mispEvents: Iterable<MispEvent>): HeldEvent[] {
    return distinct(
      [...mispEvents].flatMap(({ info, Attribute }) => {
        const title = /^Shadowserver \S+ \S+ /.exec(info)?.[0] ?? '';
        const rows = [...(this.slices.get(title)?.values() ?? [])];
        const left = new Set(Attribute.filter(({ deleted }) => !deleted).map(nameOf));
        const held = rows.filter((row) => namesOf(row).every((name) => left.has(name)));
        const explained = new Set(held.flatMap(namesOf));
        const other = [...left].find((name) => !explained.has(name) && !name.startsWith('vulnerability|'));
        if (other !== undefined) throw new Error(`${info}: no row has ${other}`);
        return held;
      }),
    );
  }
}

function namesOf(event: EventMessage): string[] {
  const { attributes } = mispRow(
    event,
    { cveColumns: [] },
    { event: NO_PARENT, timestamp: '' },
    'attributes',
  );
  return attributes.map(nameOf);
}

const NO_PARENT = '00000000-0000-4000-8000-000000000000';

function distinct(events: readonly HeldEvent[]): HeldEvent[] {
  return [...new Map(events.map((event) => [event.id, event])).values()];
}
