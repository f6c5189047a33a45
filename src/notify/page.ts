// The content of a digest for people, as plain data: figures, days, types and sections, for both text and HTML.
import type { Settings } from '../config/index.js';
import { SundialError } from '../domain/errors.js';
import { counted } from '../text/index.js';
import type { Digest, DigestCounts } from '../triage/index.js';
import { type Entry, SECTIONS, type SectionId } from './sections.js';

/** The label of the Traffic Light Protocol 2.0 that a digest carries; empty = none. */
export type Marking = '' | `TLP:${string}`;

/** The property by which the entries of a section are grouped. */
export type Grouping = 'none' | 'owner' | 'device';

export interface PageOptions {
  readonly marking: Marking;
  /** Number of entries of a section on a short page; omitted = the number in the section's declaration. */
  readonly limits?: Readonly<Partial<Record<SectionId, number>>>;
  /** Omitted = entries are sorted by severity. */
  readonly groupBy?: Grouping;
  /** Whether to leave out entries that would make a mail too long; such entries are still counted. */
  readonly short: boolean;
}

/** The page options from the settings. @throws SundialError `config-invalid` */
export function pageOptionsOf({
  digest_tlp,
  digest_limits,
  digest_group_by,
}: Pick<Settings, 'digest_tlp' | 'digest_limits' | 'digest_group_by'>): Omit<PageOptions, 'short'> {
  return {
    marking: digest_tlp === 'none' ? '' : `TLP:${digest_tlp}`,
    limits: Object.fromEntries(digest_limits.map(readLimit)),
    groupBy: digest_group_by,
  };
}

function readLimit(text: string): [SectionId, number] {
  const [, name, number] = /^\s*(\w+)\s*=\s*(\d{1,6})\s*$/.exec(text) ?? [];
  const part = SECTIONS.find(({ id }) => id === name);
  if (part && number !== undefined) return [part.id, Number(number)];
  throw new SundialError('config-invalid', {
    place: 'configuration',
    key: 'digest_limits',
    problem: `holds "${text}"`,
    expected: `SECTION=NUMBER with one of ${SECTIONS.map(({ id }) => id).join(', ')}`,
    example: 'handle=100',
  });
}

/** Maximum number of displayed entries of a section; no person reads more, and CSV contains the rest. */
const MOST = 1_000;

/** One number of the summary. */
export interface Figure {
  readonly id: keyof DigestCounts;
  readonly label: string;
  /** A short label, for charts. */
  readonly word: string;
}

/** The numbers, in the order of the digest's predecessor. */
export const FIGURES: readonly Figure[] = [
  { id: 'all', label: 'Findings of the day', word: 'all' },
  { id: 'handle', label: 'New or not recently reported', word: 'to handle' },
  { id: 'recent', label: 'Recently processed', word: 'recent' },
  { id: 'whitelisted', label: 'Whitelisted', word: 'whitelisted' },
  { id: 'unknown', label: 'Unregistered devices', word: 'unknown' },
  { id: 'not_ours', label: 'Not ours', word: 'not ours' },
];

/** The numbers whose sum is `all`. */
export const DECIDED: readonly Figure[] = FIGURES.filter(({ id }) => id !== 'all');

/** A group of entries. */
export interface Group {
  /** `Owner: Network team`; empty if entries are not grouped. */
  readonly title: string;
  readonly entries: readonly Entry[];
}

export interface PageSection {
  readonly id: SectionId;
  readonly title: string;
  readonly total: number;
  readonly groups: readonly Group[];
  /** The number of omitted entries, and how to see them; empty if all are shown. */
  readonly more: string;
}

export interface Page {
  readonly digest: Digest;
  readonly title: string;
  readonly marking: Marking;
  /** The time and author of the decision, and the previous digest. */
  readonly origin: string;
  /** A notice that readers need to understand this digest; usually empty. */
  readonly notice: string;
  /** Sections with entries; the section of findings to handle is always included. */
  readonly sections: readonly PageSection[];
  /** The titles of the other sections. */
  readonly empty: readonly string[];
}

/** Makes the page of a digest. */
export function digestPage(
  digest: Digest,
  { marking, short, limits = {}, groupBy = 'none' }: PageOptions,
): Page {
  const all = SECTIONS.map(({ id, title, most, isGrouped, entries, see }): PageSection => {
    const shown = entries(digest).slice(0, short ? (limits[id] ?? most) : MOST);
    const { total } = digest[id];
    const left = total - shown.length;
    return {
      ...{ id, title, total },
      groups: isGrouped ? grouped(shown, groupBy) : grouped(shown, 'none'),
      more: left > 0 ? `${counted(left, 'more is', 'more are')} left out here: ${see(digest)}` : '',
    };
  });
  const isShown = ({ id, total }: PageSection) => id === 'handle' || total > 0;
  return {
    digest,
    title: `Sundial digest of ${digest.date}`,
    marking,
    origin: originOf(digest),
    notice: noticeOf(digest),
    sections: all.filter(isShown),
    empty: all.filter((section) => !isShown(section)).map(({ title }) => title),
  };
}

/**
 * Groups in the order of their first entries, which is the order of their highest severities; the group without a
 * name comes last.
 */
function grouped(entries: readonly Entry[], by: Grouping): Group[] {
  if (entries.length === 0) return [];
  if (by === 'none') return [{ title: '', entries }];
  const names = [...new Set(entries.map((entry) => entry[by]))];
  return [...names.filter((name) => name !== ''), ...names.filter((name) => name === '')].map((name) => ({
    title: name === '' ? `No ${by} known` : `${by === 'owner' ? 'Owner' : 'Device'}: ${name}`,
    entries: entries.filter((entry) => entry[by] === name),
  }));
}

function originOf({ decided_at, author, digest, previous }: Digest): string {
  const at = decided_at.replace('T', ' ').replace('Z', '');
  const before = previous ? `follows that of ${previous}` : 'the first one';
  return `Decided ${at} UTC by ${author} · digest ${digest}, ${before}`;
}

function noticeOf({ kind, previous, counts }: Digest): string {
  if (kind === 'baseline')
    return `This is a baseline: ${counted(counts.recent, 'finding was there before and counts', 'findings were there before and count')} as reported today. The next digest contains only new ones.`;
  if (previous === null)
    return 'This is the first digest, so everything that was loaded before counts as new. To treat it as known instead, run "sundial digest --undo" and then "sundial digest --baseline".';
  return '';
}

/** The text of an empty section that is shown. */
export const NOTHING_TO_HANDLE = 'Nothing has to be handled.';
