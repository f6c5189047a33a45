// The properties of an event on which the names of its database and collection may depend.
import { EVENT_COLUMNS } from '../../domain/event-columns.js';
import type { EventMessage } from '../messages.js';
import type { PlaceValues } from './names.js';

/** The names of organisations by AS number. */
export type Organisations = ReadonlyMap<number, string>;

/** The values of an event, one set for each of its constituents. Values that it lacks are ''. */
export function placesOf(event: EventMessage, organisations: Organisations): PlaceValues[] {
  const { type, asn, country, constituents, fields } = event;
  const named = Object.hasOwn(fields, 'asn_name') ? String(fields.asn_name ?? '') : '';
  const organisation = organisations.get(asn) ?? named;
  const own = { type, asn: asn === 0 ? '' : String(asn), country, organisation };
  const held = constituents.length > 0 ? constituents : [''];
  return held.map((constituent) => ({ ...own, constituent }));
}

/** The number in `64496` or `AS64496`; undefined for other texts. */
export function asnNumber(text: string): number | undefined {
  const [, digits] = /^(?:as)?(\d{1,10})$/i.exec(text.trim()) ?? [];
  const number = Number(digits);
  return number > 0 && number <= 4_294_967_295 ? number : undefined;
}

/** The column of the event's report that feeds a field; undefined if there is none. */
export function columnOf({ columns }: Pick<EventMessage, 'columns'>, field: string): string | undefined {
  return FEEDING.get(field)?.find((column) => columns.includes(column));
}

const FEEDING = new Map(EVENT_COLUMNS.map(({ name, from }) => [name, from]));
