// SQL that assigns events to findings: the columns of the key, and the id, which is the same in every store.

/** Events of these loads are distinguished by infection, events of all others by port and transport. */
const BY_INFECTION = 'load IN {byInfection:Array(UInt32)}';

/** The same condition, looked up in the ledger. */
const BY_INFECTION_IN_LEDGER = "load IN (SELECT load FROM ledger WHERE finding_key = 'infection')";

/** The subject in the key of a finding: the device at whatever address it is, or else the row's subject. */
const ofDevice = (device: string, subject: string) => `if(lease_device != '', ${device}, ${subject})`;

/** The place of a finding among others when work is split: rows of one finding agree in it. */
export const FINDING_PLACE = `${ofDevice("toIPv6('::')", 'subject_first')}, ${ofDevice('lease_device', 'subject_text')}`;

/** SQL of the key of a finding besides type and subject; CVE ids are not part of the key. */
interface KeyExpressions {
  readonly port: string;
  readonly transport: string;
  readonly infection: string;
}

const expressionsOf = (byInfection: string): KeyExpressions => ({
  port: `if(${byInfection}, 0, port)`,
  transport: `if(${byInfection}, '', lower(toString(protocol)))`,
  infection: `if(${byInfection}, if(infection != '', toString(infection), toString(family)), '')`,
});

/** The parts of the id. Their order and text must never change, because a change would rename every finding. */
const idParts = ({ port, transport, infection }: KeyExpressions): string[] => [
  'toString(report_type)',
  ofDevice("'device'", 'toString(subject_kind)'),
  ofDevice("''", 'hex(subject_first)'),
  ofDevice("''", 'hex(subject_last)'),
  ofDevice('lease_device', 'subject_text'),
  `toString(${port})`,
  transport,
  infection,
];

const idOf = (key: KeyExpressions) =>
  `toFixedString(substring(SHA256(concat(${idParts(key)
    .map((part) => `toString(length(${part})), ':', ${part}`)
    .join(', ')})), 1, 16), 16)`;

/** How statements assign the events of some loads to findings. */
export interface FindingKey {
  readonly expressions: KeyExpressions;
  /**
   * The id of an event's finding: the first 128 bits of SHA-256 over the key's parts, each prefixed with its length,
   * because subjects come from untrusted input and may contain any separator.
   */
  readonly id: string;
  /**
   * A short hash of an event's load and finding. Events of one finding have the same hash, which a few other findings may
   * share. So a hash that occurs once proves that its finding has a single event, but not the reverse.
   */
  readonly hash: string;
}

const keyOf = (expressions: KeyExpressions): FindingKey => ({
  expressions,
  id: idOf(expressions),
  hash: `toUInt32(cityHash64(load, report_type, subject_kind, ${FINDING_PLACE},
  ${ofDevice("toIPv6('::')", 'subject_last')}, ${Object.values(expressions).join(', ')}))`,
});

/** For statements that bind which loads are distinguished by infection. */
export const ANY_KEY = keyOf(expressionsOf(BY_INFECTION));

/** The same for loads of which none is: statements with the conditions take the engine a fifth longer to analyse. */
export const PORT_KEY = keyOf({ port: 'port', transport: 'lower(toString(protocol))', infection: "''" });

/** The same id in statements that do not bind which loads are distinguished by infection. */
export const FINDING_ID_BY_LEDGER = idOf(expressionsOf(BY_INFECTION_IN_LEDGER));

/** An id as displayed: 32 hex digits. */
export const SHOWN_ID = 'lower(hex(finding))';

/**
 * A condition on findings' ids for statements over all findings. The storage locations of such findings are looked up
 * first, without choosing their latest versions: a million findings take a tenth of the time, because the tables are
 * sorted by type and subject rather than by id.
 */
export const byId = (condition: string): string =>
  `((report_type, subject_first) IN (SELECT report_type, subject_first FROM finding_versions WHERE ${condition}) AND ${condition})`;

/**
 * The condition that a finding is one of the ids that are bound under a name, as `SHOWN_ID` shows them. Both sides
 * have a fixed length, because the engine ignores zero bytes at the end of texts, and one id in 256 ends with such
 * bytes.
 */
export const amongIds = (name: string): string =>
  `finding IN (SELECT toFixedString(unhex(arrayJoin({${name}:Array(String)})), 16))`;
