// Judges names of files and archive members: which are safe, which could be reports, and how they are shown.
import { LIMITS } from '../../domain/limits.js';
import { identifyReport } from '../../domain/report.js';

const REPORT_LIKE = /\.(csv|json|jsonl|ndjson|gz|zst|zip|7z|rar|tar|tgz|tzst)$/i;
const PACKED = /\.(gz|zst|zip|7z|rar|tar|tgz|tzst)$/i;
// Control characters, and those that turn the direction of writing or the line, can forge what a person reads.
const FORGING = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** Whether a name's extension is one that reports and their archives have. */
export function isReportLike(name: string): boolean {
  return REPORT_LIKE.test(name);
}

/** Whether a file is a message by its name. */
export function isMessageName(name: string): boolean {
  return /\.eml$/i.test(name);
}

/** Whether a name's extension promises an archive. */
export function promisesArchive(name: string): boolean {
  return PACKED.test(name);
}

/** The report's own name: without what says how it is packed, so that `x.csv.gz` and `x.csv` are the same. */
export function reportName(name: string): string {
  const bare = name.replace(PACKED, '');
  return bare === name || bare === '' ? name : reportName(bare);
}

/** Whether a name tells type and day of a report. */
export function tellsReport(name: string): boolean {
  try {
    identifyReport(name);
    return true;
  } catch {
    return false;
  }
}

/** A member's last segment. Windows writes backslashes, which are nothing but separators to us. */
export function baseName(member: string): string {
  return segments(member).at(-1) ?? '';
}

/**
 * Whether a member's name could be mistaken for a place outside, forge a line on screen, or fit no file system.
 * No member is ever unpacked to its name; such a member is refused because honest programs make none.
 */
export function isUnsafe(member: string): boolean {
  const parts = segments(member);
  return (
    parts.length === 0 ||
    /^([\\/]|[a-z]:)/i.test(member) ||
    FORGING.test(member) ||
    parts.includes('..') ||
    parts.length > LIMITS.folderDepth ||
    parts.some((part) => Buffer.byteLength(part) > LIMITS.nameBytes)
  );
}

/** What operating systems put into archives besides what their user meant. */
export function isLitter(member: string): boolean {
  const parts = segments(member);
  const last = parts.at(-1) ?? '';
  return parts.includes('__MACOSX') || last === '.DS_Store' || last.startsWith('._');
}

/** A name as it is shown: on one line, with forging characters escaped, and not endless. */
export function shownName(name: string): string {
  const escaped = name.replace(new RegExp(FORGING, 'g'), escapeCharacter);
  return escaped.length > LIMITS.nameBytes ? `${escaped.slice(0, LIMITS.nameBytes)}...` : escaped;
}

/** A path as it is shown: like a name, of any length. */
export function shownPath(path: string): string {
  return path.replace(new RegExp(FORGING, 'g'), escapeCharacter);
}

function segments(member: string): string[] {
  return member.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
}

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
