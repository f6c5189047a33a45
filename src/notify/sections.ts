// The sections of a digest in order, as data: title, entries, and the command that shows the rest of a long section.

import { count, counted } from '../text/index.js';
import type {
  AppliedEntry,
  ChangedItem,
  Digest,
  DigestFinding,
  HandleItem,
  RecentItem,
  WhitelistedItem,
} from '../triage/index.js';

/** The importance of an entry: a severity, or the level of a warning; empty if unknown. */
export type Badge = DigestFinding['severity'] | 'warning' | 'error' | '';

/** One entry of a section. All texts are unescaped and may come from outside. */
export interface Entry {
  readonly badge: Badge;
  /** The type, such as `scan_ntp`; `subject` is, for example, `192.0.2.10`. */
  readonly kind: string;
  readonly subject: string;
  /** Distinguishes entries of the same kind and subject: `port 123/udp`. */
  readonly detail: string;
  /** Empty without a device. */
  readonly device: string;
  /** Empty if unknown. */
  readonly owner: string;
  /** The reasons for this entry, the most important first. */
  readonly notes: readonly string[];
  /** Further facts. */
  readonly facts: readonly string[];
  readonly link: string | null;
  /** A command that is ready to run, and its purpose. */
  readonly command: { readonly use: string; readonly line: string } | null;
}

/** The sections of a digest that are lists for people. */
export type SectionId = Exclude<
  { [Key in keyof Digest]: Digest[Key] extends { readonly total: number } ? Key : never }[keyof Digest],
  'types'
>;

interface SectionDeclaration {
  readonly id: SectionId;
  readonly title: string;
  /** Number of entries in a mail: servers and clients truncate long mails, and the complete list is attached. */
  readonly most: number;
  /** Whether its entries can be grouped by owner or device. */
  readonly isGrouped?: true;
  readonly entries: (digest: Digest) => Entry[];
  /** The command that shows all entries. */
  readonly see: (digest: Digest) => string;
}

const inCsv = ({ date }: Digest) => `sundial digest --date ${date} --format csv`;
const inJson = ({ date }: Digest) => `sundial digest --date ${date} --format json`;

/** Every section, in reading order. */
export const SECTIONS: readonly SectionDeclaration[] = [
  {
    id: 'handle',
    title: 'To be handled',
    most: 40,
    isGrouped: true,
    entries: ({ date, handle }) => handle.rows.map((finding) => handleEntry(finding, date)),
    see: inCsv,
  },
  {
    id: 'unknown',
    title: 'Unknown devices',
    most: 15,
    entries: ({ date, unknown }) => unknown.rows.map((finding) => unknownEntry(finding, date)),
    see: inCsv,
  },
  {
    id: 'recent',
    title: 'Recently reported',
    most: 15,
    isGrouped: true,
    entries: ({ recent }) => recent.rows.map(recentEntry),
    see: inCsv,
  },
  {
    id: 'whitelisted',
    title: 'Whitelisted devices',
    most: 15,
    isGrouped: true,
    entries: ({ whitelisted }) => whitelisted.rows.map(whitelistedEntry),
    see: inCsv,
  },
  {
    id: 'resolved',
    title: 'Resolved since the last digest',
    most: 10,
    isGrouped: true,
    entries: ({ resolved }) => resolved.rows.map(changedEntry),
    see: inJson,
  },
  {
    id: 'reopened',
    title: 'Reopened since the last digest',
    most: 10,
    isGrouped: true,
    entries: ({ reopened }) => reopened.rows.map(changedEntry),
    see: inJson,
  },
  {
    id: 'ended_entries',
    title: 'Ended whitelist entries',
    most: 10,
    entries: ({ ended_entries }) =>
      ended_entries.rows.map((row) => ({
        ...entry(row.type, row.subject),
        notes: [`Ended on ${row.until} UTC; it applied ${times(row.applied)}`],
        facts: given(row),
      })),
    see: () => 'sundial whitelist print',
  },
  {
    id: 'missing',
    title: 'Missing reports',
    most: 10,
    entries: ({ missing }) =>
      missing.rows.map(({ list, type, date, last }) => ({
        ...entry(type || 'every report', list),
        notes: [`Did not come for ${date}; last came for ${last}`],
      })),
    see: inJson,
  },
  {
    id: 'short',
    title: 'Short reports',
    most: 10,
    entries: ({ short }) =>
      short.rows.map(({ list, type, date, rows, stated, source }) => ({
        ...entry(type, `${list} of ${date}`),
        notes: [
          stated === null
            ? `${counted(rows, 'row')}, fewer than an earlier version had`
            : `${counted(rows, 'row')} of ${count(stated)} that ${source} stated`,
        ],
      })),
    see: inJson,
  },
  {
    id: 'quarantined',
    title: 'Quarantined rows',
    most: 10,
    entries: ({ quarantined }) =>
      quarantined.rows.map(({ report, list, type, date, rows }) => ({
        ...entry(type, `${list} of ${date}`),
        notes: [`${counted(rows, 'row was', 'rows were')} set aside`],
        command: { use: 'To see them, run', line: `sundial quarantine list --report ${report}` },
      })),
    see: () => 'sundial quarantine list',
  },
  {
    id: 'warnings',
    title: 'Warnings and errors',
    most: 20,
    entries: ({ warnings }) =>
      warnings.rows.map(({ level, code, message }) => ({
        ...entry(code, ''),
        badge: level,
        notes: [message],
      })),
    see: inJson,
  },
];

const entry = (kind: string, subject: string): Entry => ({
  badge: '',
  kind,
  subject,
  detail: '',
  device: '',
  owner: '',
  notes: [],
  facts: [],
  link: null,
  command: null,
});

function findingEntry(finding: DigestFinding): Entry {
  const { infection, port, transport } = finding;
  const at = [port > 0 ? String(port) : '', transport].filter(Boolean).join('/');
  return {
    ...entry(finding.type, finding.subject),
    badge: finding.severity,
    detail: infection || (at && `port ${at}`),
    device: finding.device,
    owner: finding.owner,
    link: finding.link,
  };
}

function handleEntry(finding: HandleItem, date: string): Entry {
  return {
    ...findingEntry(finding),
    notes: [finding.why],
    facts: factsOf(finding, date),
    command: finding.command === null ? null : { use: 'To notify the owner, run', line: finding.command },
  };
}

/** The facts that the owner of a finding needs, in a line or two. */
function factsOf(finding: DigestFinding, date: string): string[] {
  const { title, owner, contacts, hostname, first_seen, devices, list } = finding;
  const others = devices.filter((device) => device !== finding.device);
  const known: [name: string, value: string][] = [
    ['', title],
    ['owner', owner],
    ['contacts', contacts.join(', ')],
    ['host name', hostname === finding.subject ? '' : hostname],
    ['also', others.join(', ')],
    ['', vulnerabilities(finding)],
    ['first seen', first_seen === date ? 'on this day' : first_seen],
    ['list', list],
  ];
  return known
    .filter(([, value]) => value !== '')
    .map(([name, value]) => (name ? `${name} ${value}` : value));
}

/** Such as `CVE-2026-10001 (known exploited), CVE-2026-10002, EPSS 0.97`. */
function vulnerabilities({ cves, exploited, epss }: DigestFinding): string {
  const named = cves.map((cve) => (exploited.includes(cve) ? `${cve} (known exploited)` : cve));
  return [...named, ...(epss > 0 ? [`EPSS ${Number(epss.toPrecision(2))}`] : [])].join(', ');
}

function unknownEntry(finding: DigestFinding, date: string): Entry {
  const { first_seen } = finding;
  return {
    ...findingEntry(finding),
    // A lease may name one that the inventory does not know.
    device: finding.device || 'unknown',
    notes: [`Not in the inventory; ${first_seen === date ? 'new on this day' : `seen since ${first_seen}`}`],
  };
}

function recentEntry(finding: RecentItem): Entry {
  const { told_on, days_ago, again_on } = finding;
  return {
    ...findingEntry(finding),
    notes: [
      `${days_ago === 0 ? 'Counts as reported' : `Reported ${days(days_ago)} ago,`} on ${told_on}; again from ${again_on} on`,
    ],
  };
}

function whitelistedEntry(finding: WhitelistedItem): Entry {
  return {
    ...findingEntry(finding),
    notes: finding.entries.map((applied) =>
      [`Whitelisted for ${applied.type} (until ${applied.until})`, ...given(applied)].join(' · '),
    ),
  };
}

function changedEntry(finding: ChangedItem): Entry {
  const { day, reason, author, automatic } = finding;
  const by = automatic ? 'automatic' : `by ${author}`;
  return { ...findingEntry(finding), notes: [`On ${day}${reason && `: ${reason}`} (${by})`] };
}

function given({ reason, author }: AppliedEntry): string[] {
  return [reason, author && `by ${author}`].filter(Boolean);
}

const days = (number: number) => counted(number, 'day');
const times = (number: number) => (number === 1 ? 'once' : number === 0 ? 'never' : `${count(number)} times`);
