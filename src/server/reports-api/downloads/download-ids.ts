// Ids of reports for download: names that only this service can make and read, and that change with the report's content.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { addDays, dayOf } from '../../../domain/days.js';
import type { VisibleSlice } from '../../../store/index.js';
import { derivedKey, NONCE_BYTES, sealed, unsealed } from '../../sealed.js';

const TAG_BYTES = 8;
/** The day, and the tags of constituent and type. */
const NAME_BYTES = 2 + 2 * TAG_BYTES;
const EPOCH = '1970-01-01';

/** The report that an id names; whether the report still has the content of the id is for {@link DownloadIds.isOf}. */
export interface NamedReport {
  readonly date: string;
  isOf(constituent: string): boolean;
  isOfType(type: string): boolean;
}

/**
 * An id is the report's name, encrypted with a nonce that is made from the name and the content. So ids need no table, no
 * one else can make one, and equal reports have equal ids (docs/adr/0022-reports-of-constituents.md).
 */
export class DownloadIds {
  private readonly contentKey: Buffer;
  private readonly nameKey: Buffer;

  /** @param secret of the service; with another one all ids are others */
  constructor(secret: Uint8Array) {
    this.contentKey = derivedKey(secret, 'download id: content');
    this.nameKey = derivedKey(secret, 'download id: name');
  }

  /** The id of a constituent's report: 62 characters of `[A-Za-z0-9_-]`. */
  of(constituent: string, { type, date, events, sum }: Omit<VisibleSlice, 'loads'>): string {
    const content = JSON.stringify([constituent, type, date, events, sum]);
    const nonce = createHmac('sha256', this.contentKey).update(content).digest().subarray(0, NONCE_BYTES);
    return sealed(this.nameKey, nonce, Buffer.concat([dayBytes(date), tagOf(constituent), tagOf(type)]));
  }

  /** Undefined for a text that is no id of this service. */
  read(id: string): NamedReport | undefined {
    const name = unsealed(this.nameKey, id);
    if (name?.length !== NAME_BYTES) return undefined;
    return {
      date: addDays(EPOCH, name.readUInt16BE(0)),
      isOf: (constituent) => tagOf(constituent).equals(name.subarray(2, 2 + TAG_BYTES)),
      isOfType: (type) => tagOf(type).equals(name.subarray(2 + TAG_BYTES)),
    };
  }

  /** Whether an id is that of a report with its present content; the time that this takes does not depend on the id. */
  isOf(id: string, constituent: string, slice: Omit<VisibleSlice, 'loads'>): boolean {
    const [given, expected] = [digestOf(id), digestOf(this.of(constituent, slice))];
    return timingSafeEqual(given, expected);
  }
}

function dayBytes(date: string): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(dayOf(date));
  return bytes;
}

/** A name in a fixed length, so that ids do not show how long names are. */
const tagOf = (name: string): Buffer => digestOf(name).subarray(0, TAG_BYTES);

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
