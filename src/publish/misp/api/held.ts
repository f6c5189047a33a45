// Compares an event in MISP with the one that it has to be, and says what has to go. What people added there stays.
import {
  isOwnAttribute,
  isOwnObject,
  type MispObject,
  type PushedAttribute,
  type PushedHead,
  type PushedObject,
  withdrawnAttribute,
  withdrawnObject,
} from '../../../mapping/index.js';
import type { HeldAttribute, HeldEvent, HeldObject } from './answers.js';

/** Tags of the Traffic Light Protocol. */
const TLP = /^tlp:/;

export class Held {
  readonly isPublished: boolean;
  private readonly objects: ReadonlyMap<string, HeldObject>;
  private readonly attributes: ReadonlyMap<string, HeldAttribute>;
  private readonly uuids: ReadonlySet<string>;
  private readonly tags: readonly string[];

  constructor(private readonly event: HeldEvent) {
    this.isPublished = event.published;
    this.objects = byUuid(event.Object);
    this.attributes = byUuid(event.Attribute);
    const inObjects = event.Object.flatMap(({ Attribute }) => Attribute);
    this.uuids = new Set([...event.Object, ...event.Attribute, ...inObjects].map(({ uuid }) => uuid));
    this.tags = event.Tag.map(({ name }) => name);
  }

  /** Whether the event, its objects or the attributes of these have a UUID. */
  has(uuid: string): boolean {
    return this.uuids.has(uuid);
  }

  /** Whether MISP has the object as it has to be. */
  isSame(object: MispObject): boolean {
    const held = this.objects.get(object.uuid);
    return (
      held?.comment === object.comment &&
      object.Attribute.every(({ uuid }) => this.uuids.has(uuid)) &&
      this.stale(object).length === 0
    );
  }

  /** The attributes of an object, as deleted, that Sundial made when it mapped rows in another way. */
  stale({ uuid, Attribute }: MispObject): PushedAttribute[] {
    const wanted = new Set(Attribute.map((attribute) => attribute.uuid));
    const held = this.objects.get(uuid)?.Attribute ?? [];
    return held
      .filter((each) => !wanted.has(each.uuid) && isOwnAttribute(uuid, each))
      .map(withdrawnAttribute);
  }

  /** What Sundial made besides some UUIDs, as deleted. */
  *surplusObjects(wanted: ReadonlySet<string>): Generator<PushedObject> {
    for (const object of this.objects.values())
      if (!wanted.has(object.uuid) && isOwnObject(this.event.uuid, object)) yield withdrawnObject(object);
  }

  *surplusAttributes(wanted: ReadonlySet<string>): Generator<PushedAttribute> {
    for (const attribute of this.attributes.values())
      if (!wanted.has(attribute.uuid) && isOwnAttribute(this.event.uuid, attribute))
        yield withdrawnAttribute(attribute);
  }

  /** The tags of a head that the event lacks. */
  missingTags({ Tag }: PushedHead): string[] {
    return Tag.map(({ name }) => name).filter((name) => !this.tags.includes(name));
  }

  /** Whether MISP has everything besides objects and attributes. */
  hasHead(head: PushedHead): boolean {
    const { event } = this;
    return (
      (['info', 'date', 'threat_level_id', 'analysis', 'distribution', 'extends_uuid'] as const).every(
        (key) => event[key] === head[key],
      ) &&
      (head.sharing_group_id ?? event.sharing_group_id) === event.sharing_group_id &&
      this.missingTags(head).length === 0
    );
  }

  /** Tags to remove: levels of the Traffic Light Protocol, if that of the output has changed. */
  outdatedTags(head: PushedHead): string[] {
    if (!this.missingTags(head).some((name) => TLP.test(name))) return [];
    return this.tags.filter((name) => TLP.test(name) && !head.Tag.some((tag) => tag.name === name));
  }
}

function byUuid<Item extends { readonly uuid: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.uuid, item]));
}
