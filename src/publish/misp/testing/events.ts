// The events of a MISP for tests of its REST API: what adding and editing change, keep and silently leave out.
//
// Behaviour: MISP 2.5, app/Model/Event.php (_add, _edit), MispObject.php (captureObject, editObject), MispAttribute.php
// (captureAttribute, editAttribute, editAttributeBulk) and EventTag.php (handleEventTag).
import { z } from 'zod';
import { isAttribute, keptValue, TEXT, UUID } from './misp.js';

const ATTRIBUTE = z.strictObject({
  ...{ uuid: UUID, deleted: z.boolean(), object_relation: z.string().optional(), type: z.string() },
  ...{ category: z.string(), value: TEXT.min(1), to_ids: z.literal(false), comment: TEXT },
  ...{ disable_correlation: z.boolean(), distribution: z.literal('5') },
});
const OBJECT = z.strictObject({
  ...{ uuid: UUID, deleted: z.boolean(), name: z.string(), 'meta-category': z.string() },
  ...{ description: z.string(), template_uuid: UUID, template_version: z.string().regex(/^\d+$/) },
  ...{ comment: TEXT, distribution: z.literal('5'), Attribute: z.array(ATTRIBUTE).min(1) },
});
const TAG = z.strictObject({
  ...{ name: z.string().min(1), colour: z.string().optional(), deleted: z.boolean().optional() },
});
/** Stricter than MISP, which ignores what it does not know. */
export const REQUEST = z.strictObject({
  Event: z.strictObject({
    ...{ uuid: UUID, info: z.string().min(1), date: z.iso.date(), analysis: z.enum(['0', '1', '2']) },
    ...{ threat_level_id: z.enum(['1', '2', '3', '4']), extends_uuid: UUID.or(z.literal('')) },
    ...{ distribution: z.enum(['0', '1', '2', '3', '4']), sharing_group_id: z.string().optional() },
    ...{ Tag: z.array(TAG), Object: z.array(OBJECT), Attribute: z.array(ATTRIBUTE) },
  }),
});
export type Sent = z.infer<typeof REQUEST>['Event'];
type Attribute = z.infer<typeof ATTRIBUTE>;
type ObjectOf = Omit<z.infer<typeof OBJECT>, 'Attribute'> & { readonly attributes: Map<string, Attribute> };

export interface Stored extends Omit<Sent, 'Tag' | 'Object' | 'Attribute'> {
  readonly tags: Set<string>;
  readonly objects: Map<string, ObjectOf>;
  readonly attributes: Map<string, Attribute>;
  published: boolean;
}

export class Events {
  readonly byUuid = new Map<string, Stored>();
  /** Whether the key may create tags that do not exist (perm_tag_editor). */
  createsTags = true;
  readonly tags = new Set<string>();
  /** Decides on a value besides MISP's own rules. */
  refuses: (value: string) => boolean = () => false;
  /** Where each object and attribute is; MISP leaves out a UUID that another event or object has. */
  private readonly owners = new Map<string, string>();

  add(sent: Sent): void {
    const { Tag, Object: objects, Attribute, ...head } = sent;
    const event = { ...head, tags: new Set<string>(), objects: new Map(), attributes: new Map() };
    this.byUuid.set(sent.uuid, { ...event, published: false });
    this.takeItems(this.byUuid.get(sent.uuid)!, sent);
  }

  /** An edit without `published` takes back the publication. */
  edit(sent: Sent): void {
    const { Tag, Object: objects, Attribute, ...head } = sent;
    const event = Object.assign(this.byUuid.get(sent.uuid)!, head, { published: false });
    this.takeItems(event, sent);
  }

  /** An event as it is shown: without deleted objects and attributes. */
  shown(event: Stored): object {
    const { tags, objects, attributes, ...head } = event;
    const live = <Each extends { readonly deleted: boolean }>(items: Map<string, Each>) =>
      [...items.values()].filter(({ deleted }) => !deleted);
    return {
      ...{ sharing_group_id: '0', ...head, id: '1', orgc_id: '1', timestamp: '1768435200' },
      Tag: [...tags].map((name) => ({ name, colour: '#ffffff', local: 0 })),
      Attribute: live(attributes),
      Object: live(objects).map(({ attributes: own, ...object }) => ({ ...object, Attribute: live(own) })),
    };
  }

  private takeItems(event: Stored, { Tag, Object: objects, Attribute }: Sent): void {
    for (const { name, deleted } of Tag) {
      if (!this.tags.has(name) && !this.createsTags) continue;
      this.tags.add(name);
      if (deleted) event.tags.delete(name);
      else event.tags.add(name);
    }
    for (const { Attribute: own, ...object } of objects) {
      if (!this.owns(object.uuid, event.uuid)) continue;
      const attributes = event.objects.get(object.uuid)?.attributes ?? new Map<string, Attribute>();
      event.objects.set(object.uuid, { ...object, attributes });
      for (const each of own)
        this.takeAttribute(attributes, { ...each, deleted: each.deleted || object.deleted }, object.uuid);
    }
    for (const each of Attribute) this.takeAttribute(event.attributes, each, event.uuid);
  }

  private takeAttribute(into: Map<string, Attribute>, attribute: Attribute, owner: string): void {
    const { uuid, type, category, value } = attribute;
    if (!isAttribute(type, category, value) || this.refuses(value) || !this.owns(uuid, owner)) return;
    into.set(uuid, { ...attribute, value: keptValue(type, value) });
  }

  private owns(uuid: string, owner: string): boolean {
    if (this.owners.has(uuid)) return this.owners.get(uuid) === owner;
    this.owners.set(uuid, owner);
    return true;
  }
}
