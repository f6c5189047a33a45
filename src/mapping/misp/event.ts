// The head of a MISP event: what it is about, its organisation, tags, level of threat and distribution.
import type { ReportType } from '../../catalogue/index.js';
import { uuidIn } from './item.js';
import { DISTRIBUTIONS, THREAT_LEVELS, TLP_COLOURS } from './table.js';

/** Decides what all events of an output have in common. */
export interface MispOptions {
  /** The organisation that publishes the events. All UUIDs follow from that of the organisation. */
  readonly organisation: { readonly name: string; readonly uuid: string };
  readonly tlp: string;
  /** Further tags. */
  readonly tags: readonly string[];
  readonly distribution: string;
  /** Needed for the distribution `sharing-group`. */
  readonly sharingGroup: { readonly name: string; readonly uuid: string };
  /** The constituents to which the output is limited: their events must not be taken for those of all. */
  readonly constituents: readonly string[];
}

/** What a MISP event is about: a part of a report of one identifier, type and day. */
export interface MispPart {
  readonly type: string;
  readonly date: string;
  readonly list: string;
  /** Counted from 1. */
  readonly part: number;
}

export type MispFacts = Pick<ReportType, 'severity' | 'classification'>;

interface Tag {
  readonly name: string;
  readonly colour: string;
}

export interface MispHead {
  readonly uuid: string;
  readonly info: string;
  readonly date: string;
  readonly timestamp: string;
  readonly publish_timestamp: string;
  readonly published: true;
  readonly analysis: '2';
  readonly threat_level_id: string;
  readonly extends_uuid: string;
  readonly distribution: string;
  readonly Orgc: { readonly name: string; readonly uuid: string };
  readonly Tag: readonly Tag[];
  readonly SharingGroup?: { readonly name: string; readonly uuid: string };
}

/** The UUID of an event: the same for every version of the report. */
export function mispUuid(
  { type, date, list, part }: MispPart,
  { organisation, constituents }: Pick<MispOptions, 'organisation' | 'constituents'>,
): string {
  return uuidIn(organisation.uuid, JSON.stringify([type, date, list, part, ...constituents]));
}

/** The beginning of `info` of all events of a type and date. */
export function mispTitle({ type, date }: Pick<MispPart, 'type' | 'date'>): string {
  return `Shadowserver ${type} ${date} `;
}

/** The identifier in `info`, which {@link mispTitle} begins. */
export function listIn(info: string, title: string): string {
  return info.slice(title.length).replace(/ \(part \d+\)$/, '');
}

/** The number of the part in `info`, which {@link mispTitle} begins. */
export function partIn(info: string, title: string): number {
  return Number(/ \(part (\d+)\)$/.exec(info.slice(title.length))?.[1] ?? 1);
}

/** @param timestamp of this version, in seconds since 1970 */
export function mispHead(
  part: MispPart,
  options: MispOptions,
  facts: MispFacts,
  timestamp: string,
): MispHead {
  const { organisation, distribution, sharingGroup } = options;
  const suffix = part.part === 1 ? '' : ` (part ${part.part})`;
  return {
    ...{ uuid: mispUuid(part, options), info: `${mispTitle(part)}${part.list}${suffix}`, date: part.date },
    ...{ timestamp, publish_timestamp: timestamp, published: true, analysis: '2' },
    threat_level_id: THREAT_LEVELS[facts.severity] ?? '4',
    extends_uuid: part.part === 1 ? '' : mispUuid({ ...part, part: 1 }, options),
    distribution: DISTRIBUTIONS[distribution]!,
    Orgc: organisation,
    Tag: tagsOf(options, facts),
    ...(distribution === 'sharing-group' && { SharingGroup: sharingGroup }),
  };
}

/** The tag of the RSIT taxonomy is that of the report type's classification. */
function tagsOf({ tlp, tags }: MispOptions, { classification: { taxonomy, type } }: MispFacts): Tag[] {
  return [
    { name: `tlp:${tlp}`, colour: TLP_COLOURS[tlp]! },
    ...[`rsit:${taxonomy}="${type}"`, ...tags].map((name) => ({ name, colour: '#0088cc' })),
  ];
}

/** The entry of an event in the manifest of a feed, with numbers where the manifest has them. */
export function manifestEntry(head: MispHead) {
  const { Orgc, Tag, info, date, analysis, threat_level_id, timestamp } = head;
  return {
    ...{ Orgc, Tag, info, date, analysis: Number(analysis), threat_level_id: Number(threat_level_id) },
    timestamp: Number(timestamp),
  };
}
export type ManifestEntry = ReturnType<typeof manifestEntry>;
