// The attributes and objects of a MISP event, as the format of MISP core describes them.
import { parse, v5 } from 'uuid';

export interface MispAttribute {
  readonly uuid: string;
  readonly deleted: boolean;
  readonly object_relation?: string;
  readonly type: string;
  readonly category: string;
  readonly value: string;
  readonly to_ids: false;
  readonly disable_correlation: boolean;
  readonly comment: string;
  /** Seconds since 1970. MISP takes a version only if it is newer than its own. */
  readonly timestamp: string;
}

export interface MispObject {
  readonly uuid: string;
  readonly deleted: boolean;
  readonly name: string;
  readonly 'meta-category': string;
  readonly description: string;
  readonly template_uuid: string;
  readonly template_version: string;
  readonly comment: string;
  readonly timestamp: string;
  readonly Attribute: readonly MispAttribute[];
}

/** A UUID that follows from a name and the UUID of what it is in, so that everything that is sent again has the same one. */
export function uuidIn(parent: string, name: string): string {
  return v5(name, parse(parent));
}

/** The parts of an attribute that its row does not decide. */
export interface AttributeParts {
  readonly parent: string;
  readonly type: string;
  readonly category: string;
  readonly value: string;
  readonly correlates: boolean;
  readonly timestamp: string;
  readonly relation?: string;
}

/** Reports are about victims, so no attribute is meant for detection (`to_ids`). */
export function attributeOf(parts: AttributeParts): MispAttribute {
  const { parent, type, category, value, correlates, timestamp, relation } = parts;
  return {
    ...{ uuid: uuidIn(parent, `${relation ?? type}|${value}`), deleted: false },
    ...(relation !== undefined && { object_relation: relation }),
    ...{ type, category, value, to_ids: false, disable_correlation: !correlates, comment: '', timestamp },
  };
}

/**
 * An object or attribute as MISP has to read it to delete it: what an event lacks stays in MISP, so what was withdrawn has
 * to be sent as deleted, with its attributes.
 */
export function deletedItem<Item extends MispObject | MispAttribute>(item: Item, timestamp: string): Item {
  if (item.deleted) return item;
  const gone = { ...item, deleted: true, comment: '', timestamp };
  if (!('Attribute' in gone)) return gone;
  return { ...gone, Attribute: gone.Attribute.map((attribute) => deletedItem(attribute, timestamp)) };
}
