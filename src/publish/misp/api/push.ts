// Makes an event in MISP equal to a part of a report, and finds out what MISP did not take.
import type { ReportType } from '../../../catalogue/index.js';
import {
  type MispAttribute,
  type MispOptions,
  type MispPart,
  mispHead,
  mispRow,
  type PushedHead,
  pushedHead,
} from '../../../mapping/index.js';
import type { EventMessage } from '../../messages.js';
import type { Refusal } from '../../output.js';
import type { Client } from './client.js';
import { Held } from './held.js';
import type { Platform } from './platform.js';
import { Sending } from './sending.js';

export interface PushOptions {
  readonly mapping: MispOptions;
  /** The number of the sharing group in MISP. */
  readonly sharingGroup: string | undefined;
  readonly rows: 'objects' | 'attributes';
  readonly publish: boolean;
}

export interface PushedPart {
  readonly part: MispPart;
  readonly facts: ReportType;
  /** Whether MISP has the event already, as far as known. */
  readonly isThere: boolean;
}

/** A row with what MISP has to have of it. */
interface Row {
  readonly id: string;
  readonly uuids: readonly string[];
}

/** MISP decides on times; those of the mapping are not sent. */
const NO_TIME = '0';

export class EventPush {
  constructor(
    private readonly client: Client,
    private readonly platform: Platform,
    private readonly options: PushOptions,
  ) {}

  /**
   * Sends the rows of a part, which may be none, as far as MISP lacks them.
   *
   * @throws SundialError `misp-rights` if tags are missing afterwards, so that readers would not know the level of the
   * Traffic Light Protocol; errors of the client
   */
  async send(
    { part, facts, isThere }: PushedPart,
    events: AsyncIterable<EventMessage>,
    signal: AbortSignal,
  ): Promise<Refusal[]> {
    const { mapping, sharingGroup, publish } = this.options;
    const head = pushedHead(mispHead(part, mapping, facts, NO_TIME), sharingGroup);
    const before = isThere ? new Held(await this.platform.view(head.uuid, signal)) : undefined;
    const sending = new Sending(this.platform, head, before, signal);
    const rows = await this.sendRows(sending, head, events, facts);
    const { refusal } = sending;
    // If all rows were withdrawn, the letter is about the event, so that the withdrawal is not lost.
    const refusedRows = rows.length > 0 ? rows : [{ id: head.uuid }];
    if (refusal) return refusedRows.map(({ id }) => ({ id, error: refusal }));
    const refused = sending.isChanged ? await this.missing(head, rows, signal) : [];
    if (publish && (sending.isChanged || !before?.isPublished))
      await this.platform.publish(head.uuid, signal);
    return refused;
  }

  private async sendRows(
    sending: Sending,
    { uuid }: PushedHead,
    events: AsyncIterable<EventMessage>,
    facts: ReportType,
  ): Promise<Row[]> {
    const place = { event: uuid, timestamp: NO_TIME };
    const attributes = new Map<string, MispAttribute>();
    const rows: Row[] = [];
    for await (const event of events) {
      const { object, attributes: own } = mispRow(event, facts, place, this.options.rows);
      for (const each of own) attributes.set(each.uuid, each);
      if (object) await sending.object(object);
      const all = [...own, ...(object?.Attribute ?? [])].map((each) => each.uuid);
      rows.push({ id: event.id, uuids: object ? [object.uuid, ...all] : all });
    }
    for (const attribute of attributes.values()) await sending.attribute(attribute);
    await sending.end();
    return rows;
  }

  /** MISP takes an event also without those of its values that it does not accept, and only its log says so. */
  private async missing(head: PushedHead, rows: readonly Row[], signal: AbortSignal): Promise<Refusal[]> {
    const held = new Held(await this.platform.view(head.uuid, signal));
    const tags = held.missingTags(head);
    if (tags.length > 0)
      throw this.client.error(
        'misp-rights',
        `MISP left out the tags ${tags.join(', ')} of the event ${head.uuid}: they do not exist there, and the role of the key may not create them`,
      );
    return rows
      .filter(({ uuids }) => !uuids.every((uuid) => held.has(uuid)))
      .map(({ id }) => ({ id, error: this.client.error('misp-row-refused', '', { id, event: head.uuid }) }));
  }
}
