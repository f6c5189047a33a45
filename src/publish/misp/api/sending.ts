// Sends what an event in MISP lacks and deletes what it must not have any more, in requests of bounded size.
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import {
  type MispAttribute,
  type MispObject,
  type PushedAttribute,
  type PushedHead,
  type PushedObject,
  pushedAttribute,
  pushedObject,
} from '../../../mapping/index.js';
import { Held } from './held.js';
import type { Platform } from './platform.js';

export class Sending {
  /** Whether MISP was sent anything. */
  isChanged = false;
  /** Why MISP does not accept the event; nothing more is sent then. */
  refusal: SundialError | undefined;
  private readonly seen = new Set<string>();
  private objects: PushedObject[] = [];
  private attributes: PushedAttribute[] = [];
  private bytes = 0;
  private isAdded = false;

  /** @param held what MISP has; undefined if it has no such event */
  constructor(
    private readonly platform: Platform,
    private readonly head: PushedHead,
    private held: Held | undefined,
    private readonly signal: AbortSignal,
  ) {}

  /** The event has this object. @throws SundialError of the client */
  async object(object: MispObject): Promise<void> {
    this.seen.add(object.uuid);
    if (this.held?.isSame(object)) return;
    const pushed = pushedObject(object);
    const stale = this.held?.stale(object) ?? [];
    await this.put(this.objects, { ...pushed, Attribute: [...pushed.Attribute, ...stale] });
  }

  /** The event has this attribute outside of objects. @throws SundialError of the client */
  async attribute(attribute: MispAttribute): Promise<void> {
    this.seen.add(attribute.uuid);
    if (!this.held?.has(attribute.uuid)) await this.put(this.attributes, pushedAttribute(attribute));
  }

  /** The event has nothing else of Sundial. @throws SundialError of the client */
  async end(): Promise<void> {
    // Only when it is added, it may turn out that MISP has the event.
    if (!this.held && !this.isAdded) await this.flush();
    for (const object of this.held?.surplusObjects(this.seen) ?? []) await this.put(this.objects, object);
    for (const attribute of this.held?.surplusAttributes(this.seen) ?? [])
      await this.put(this.attributes, attribute);
    if (this.waiting > 0 || (!this.isChanged && !this.held?.hasHead(this.head))) await this.flush();
  }

  private get waiting(): number {
    return this.objects.length + this.attributes.length;
  }

  private async put<Item extends object>(list: Item[], item: Item): Promise<void> {
    list.push(item);
    this.bytes += Buffer.byteLength(JSON.stringify(item));
    if (this.waiting >= LIMITS.mispRequestRows || this.bytes >= LIMITS.mispRequestBytes) await this.flush();
  }

  private async flush(): Promise<void> {
    const { objects, attributes } = this;
    [this.objects, this.attributes, this.bytes] = [[], [], 0];
    if (this.refusal) return;
    try {
      await this.send(objects, attributes);
      this.isChanged = true;
    } catch (thrown) {
      if (!(thrown instanceof SundialError && thrown.code === 'misp-event-refused')) throw thrown;
      this.refusal = thrown;
    }
  }

  private async send(
    objects: readonly PushedObject[],
    attributes: readonly PushedAttribute[],
  ): Promise<void> {
    const { platform, head, signal } = this;
    const content = { Object: objects, Attribute: attributes };
    if (!this.held && !this.isAdded) {
      this.isAdded = await platform.add({ ...head, ...content }, signal);
      if (this.isAdded) return;
      // A request of the last attempt was answered too late, or a person renamed the event.
      this.held = new Held(await platform.view(head.uuid, signal));
    }
    const removed = this.held?.outdatedTags(head).map((name) => ({ name, deleted: true }) as const) ?? [];
    await platform.edit({ ...head, ...content, Tag: [...head.Tag, ...removed] }, signal);
  }
}
