// A double of a MISP that pulls a feed. It refuses what MISP refuses, and changes its events as MISP does. Each behaviour
// names its place in MISP 2.5 (github.com/MISP/MISP), or in the format of MISP core (draft-dulaunoy-misp-core-format).
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { z } from 'zod';

/** misp-core-format, uuid. */
export const UUID = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
/** misp-core-format: timestamps are texts with seconds since 1970. */
const SECONDS = z.string().regex(/^\d{10}$/);

const PAYLOAD = ['Payload delivery', 'Artifacts dropped', 'Payload installation', 'External analysis'];
/** MISP's describeTypes.json: the categories of the types that occur. */
const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  ...{ 'ip-src': ['Network activity'], 'ip-dst': ['Network activity'], hostname: ['Network activity'] },
  ...{ domain: ['Network activity'], url: ['Network activity'], port: ['Network activity', 'Other'] },
  ...{ AS: ['Network activity'], text: ['Other', 'Network activity'], datetime: ['Other'] },
  ...{ 'target-email': ['Targeting data'], 'email-src': ['Payload delivery'] },
  ...{ vulnerability: ['External analysis'], md5: PAYLOAD, sha1: PAYLOAD, sha256: PAYLOAD },
};

const isDomain = (value: string) => /^[a-z0-9.\-_]+\.[a-z0-9-]{2,}$/i.test(value);
const isEmail = (value: string) => /^.\S*@.*\..*$/.test(value);

/** MISP's validation of values (validate in app/Lib/Tools/AttributeValidationTool.php). */
const VALUES: Readonly<Record<string, (value: string) => boolean>> = {
  'ip-src': (value) => isIP(value.split('/')[0]!) !== 0,
  'ip-dst': (value) => isIP(value.split('/')[0]!) !== 0,
  port: (value) => /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535,
  ...{ hostname: isDomain, domain: isDomain },
  AS: (value) => /^\d+$/.test(value),
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  md5: (value) => /^[0-9a-f]{32}$/.test(value),
  sha1: (value) => /^[0-9a-f]{40}$/.test(value),
  sha256: (value) => /^[0-9a-f]{64}$/.test(value),
  ...{ 'target-email': isEmail, 'email-src': isEmail },
  vulnerability: (value) => /^CVE-\d{4}-\d{4,}$/.test(value),
};

/** Whether MISP accepts an attribute of a type. */
export function isAttribute(type: string, category: string, value: string): boolean {
  return (CATEGORIES[type]?.includes(category) ?? false) && (VALUES[type]?.(keptValue(type, value)) ?? true);
}

/** The value that MISP keeps (modifyBeforeValidation in the same file). */
export function keptValue(type: string, value: string): string {
  const text = value.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '?');
  if (type.startsWith('ip-')) return keptAddress(text);
  if (type === 'domain') return text.toLowerCase().replaceAll(/^\.+|\.+$/g, '');
  if (/^(hostname|md5|sha1|sha256|email-src|target-email)$/.test(type)) return text.toLowerCase();
  if (type === 'vulnerability') return text.toUpperCase();
  if (type === 'AS') return text.replace(/^AS/i, '');
  if (type !== 'datetime' || Number.isNaN(Date.parse(text))) return text;
  return new Date(text).toISOString().replace(/Z$/, '000+0000');
}

/** normalizeIp: IPv6 in its shortest form, and a network of one address as the address. */
function keptAddress(value: string): string {
  const [address = '', bits] = value.split('/');
  const short = isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
  return bits === undefined || bits === (isIP(address) === 6 ? '128' : '32') ? short : `${short}/${bits}`;
}

/** The columns for values and comments are of the type TEXT (INSTALL/MYSQL.sql). */
export const TEXT = z.string().refine((text) => Buffer.byteLength(text) <= 65_535, 'too long for its column');

/** misp-core-format, Attribute; `to_ids` and `deleted` are what Sundial promises. */
const ATTRIBUTE = z
  .strictObject({
    ...{ uuid: UUID, deleted: z.boolean(), object_relation: z.string().optional(), type: z.string() },
    ...{ category: z.string(), value: TEXT.min(1), to_ids: z.literal(false), comment: TEXT },
    ...{ disable_correlation: z.boolean(), timestamp: SECONDS },
  })
  .refine(({ type, category, value }) => isAttribute(type, category, value), 'not valid for its type')
  // Stricter than MISP: the hashes of a feed are those of its values, so values have to be those that MISP keeps.
  .refine(({ type, value }) => value === keptValue(type, value), 'not as MISP keeps it');

/** misp-core-format, Object. */
const OBJECT = z.strictObject({
  ...{ uuid: UUID, deleted: z.boolean(), name: z.string(), 'meta-category': z.string() },
  ...{ description: z.string(), template_uuid: UUID, template_version: z.string().regex(/^\d+$/) },
  ...{ comment: TEXT, timestamp: SECONDS, Attribute: z.array(ATTRIBUTE).min(1) },
});

const NAMED = z.strictObject({ name: z.string().min(1), uuid: UUID });
const TAGS = z.array(z.strictObject({ name: z.string().min(1), colour: z.string().regex(/^#\w{6}$/) }));
/** misp-core-format, Event: the levels of `analysis`, `threat_level_id` and `distribution`. */
const EVENT = z.strictObject({
  ...{ uuid: UUID, info: z.string().min(1), date: z.iso.date(), timestamp: SECONDS },
  ...{ publish_timestamp: SECONDS, published: z.boolean(), analysis: z.enum(['0', '1', '2']) },
  ...{ threat_level_id: z.enum(['1', '2', '3', '4']), extends_uuid: UUID.or(z.literal('')) },
  ...{ distribution: z.enum(['0', '1', '2', '3', '4']), Orgc: NAMED, Tag: TAGS },
  ...{ SharingGroup: NAMED.optional(), Object: z.array(OBJECT), Attribute: z.array(ATTRIBUTE) },
});
/** misp-core-format, manifest: an entry for each event, with numbers for the levels. */
const ENTRY = z.strictObject({
  ...{ Orgc: NAMED, Tag: TAGS, info: z.string(), date: z.iso.date(), timestamp: z.int() },
  ...{ analysis: z.int(), threat_level_id: z.int() },
});

export type PulledEvent = z.infer<typeof EVENT>;
type Item = z.infer<typeof OBJECT> | z.infer<typeof ATTRIBUTE>;

export class MispDouble {
  /** What MISP has, by UUID. */
  readonly events = new Map<string, PulledEvent>();
  /** The event in which each object and attribute is; MISP leaves out a UUID of a second event (MispAttribute::captureAttribute, MispObject::captureObject), which is a fault here. */
  private readonly owners = new Map<string, string>();

  /**
   * Pulls what the manifest says is newer (Feed::getNewEventUuids, Event::_add and _edit).
   *
   * @returns the UUIDs of events that were added or changed
   */
  pull(folder: string): string[] {
    const manifest = z.record(UUID, ENTRY).parse(read(folder, 'manifest.json'));
    const pulled: string[] = [];
    for (const [uuid, entry] of Object.entries(manifest)) {
      const known = this.events.get(uuid);
      if (known && Number(known.timestamp) >= entry.timestamp) continue;
      const { Event } = z.strictObject({ Event: EVENT }).parse(read(folder, `${uuid}.json`));
      if (Event.uuid !== uuid || Event.info !== entry.info)
        throw new Error(`${uuid}: not what the manifest says`);
      this.take(Event, known);
      pulled.push(uuid);
    }
    return pulled;
  }

  /** Objects that are not deleted. */
  get objects(): z.infer<typeof OBJECT>[] {
    return [...this.events.values()].flatMap((event) => event.Object.filter(({ deleted }) => !deleted));
  }

  /** The UUIDs of events that have a value according to hashes.csv, which MISP's cache of feeds is made of (Feed::__cacheMISPFeedCache). */
  static lookUp(folder: string, value: string): string[] {
    const hash = createHash('md5').update(value).digest('hex');
    const lines = readFileSync(path.join(folder, 'hashes.csv'), 'utf8').trimEnd().split('\n');
    return lines.filter((line) => line.startsWith(`${hash},`)).map((line) => UUID.parse(line.slice(33)));
  }

  private take(event: PulledEvent, known: PulledEvent | undefined): void {
    for (const item of [...event.Object, ...event.Attribute]) this.own(item.uuid, event.uuid);
    const merged = {
      Object: edited(known?.Object ?? [], event.Object),
      Attribute: edited(known?.Attribute ?? [], event.Attribute),
    };
    this.events.set(event.uuid, { ...event, ...merged });
  }

  private own(uuid: string, event: string): void {
    const owner = this.owners.get(uuid) ?? event;
    if (owner !== event) throw new Error(`blocked: ${uuid} is in another event`);
    this.owners.set(uuid, event);
  }
}

/** What an edit lacks stays; what it has counts if it is newer (MispObject::editObject, Attribute::editAttribute). */
function edited<Each extends Item>(known: readonly Each[], given: readonly Each[]): Each[] {
  const items = new Map(known.map((item) => [item.uuid, item]));
  if (new Set(given.map(({ uuid }) => uuid)).size !== given.length) throw new Error('a UUID occurs twice');
  for (const item of given) {
    const before = items.get(item.uuid);
    if (!before || before.timestamp < item.timestamp) items.set(item.uuid, item);
  }
  return [...items.values()];
}

function read(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
}
