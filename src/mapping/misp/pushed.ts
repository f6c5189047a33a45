// Writes events for MISP's REST API, and tells what Sundial put into an event from what people added to it there.
import type { MispHead } from './event.js';
import { type MispAttribute, type MispObject, uuidIn } from './item.js';

/** Objects and attributes go wherever their event goes. */
const INHERITED = '5';

/** MISP sets times, publication and the organisation itself; without times, it takes every version. */
export type PushedHead = Omit<
  MispHead,
  'timestamp' | 'publish_timestamp' | 'published' | 'Orgc' | 'SharingGroup'
> & { readonly sharing_group_id?: string };

export type PushedAttribute = Omit<MispAttribute, 'timestamp'> & { readonly distribution: string };

export type PushedObject = Omit<MispObject, 'timestamp' | 'Attribute'> & {
  readonly distribution: string;
  readonly Attribute: readonly PushedAttribute[];
};

/** @param sharingGroup the number of the sharing group in this MISP, where a key cannot name one by its UUID */
export function pushedHead(head: MispHead, sharingGroup: string | undefined): PushedHead {
  const { timestamp, publish_timestamp, published, Orgc, SharingGroup, ...rest } = head;
  return { ...rest, ...(sharingGroup !== undefined && { sharing_group_id: sharingGroup }) };
}

export function pushedAttribute({ timestamp, ...attribute }: MispAttribute): PushedAttribute {
  return { ...attribute, distribution: INHERITED };
}

export function pushedObject({ timestamp, Attribute, ...object }: MispObject): PushedObject {
  return { ...object, distribution: INHERITED, Attribute: Attribute.map(pushedAttribute) };
}

/** An attribute as MISP shows it. */
export type ShownAttribute = Pick<MispAttribute, 'uuid' | 'type' | 'category' | 'value'> & {
  readonly object_relation?: string | null | undefined;
};

export type ShownObject = Omit<MispObject, 'deleted' | 'timestamp' | 'Attribute'> & {
  readonly Attribute: readonly ShownAttribute[];
};

/** An attribute as it has to be sent to be deleted. */
export function withdrawnAttribute({ object_relation: relation, ...shown }: ShownAttribute): PushedAttribute {
  return {
    ...{ ...shown, ...(relation && { object_relation: relation }), deleted: true, comment: '' },
    ...{ to_ids: false, disable_correlation: true, distribution: INHERITED },
  };
}

/** An object as it has to be sent to be deleted with its attributes. */
export function withdrawnObject(shown: ShownObject): PushedObject {
  const Attribute = shown.Attribute.map(withdrawnAttribute);
  return { ...shown, deleted: true, comment: '', distribution: INHERITED, Attribute };
}

/** Whether Sundial made an object of an event: its UUID follows from the id in its comment. */
export function isOwnObject(event: string, { uuid, comment }: Pick<MispObject, 'uuid' | 'comment'>): boolean {
  try {
    const { id } = JSON.parse(comment) as { id?: unknown };
    return typeof id === 'string' && uuid === uuidIn(event, id);
  } catch {
    return false;
  }
}

/** Whether Sundial made an attribute of an event or object: its UUID follows from its type or relation and its value. */
export function isOwnAttribute(
  parent: string,
  { uuid, type, value, object_relation }: ShownAttribute,
): boolean {
  return uuid === uuidIn(parent, `${object_relation || type}|${value}`);
}
