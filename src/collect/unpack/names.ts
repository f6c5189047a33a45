// Checks names of files and archive members: which ones are safe, which could be reports, and how to show them.
import { LIMITS } from '../../domain/limits.js';
import { identifyReport } from '../../domain/report.js';

const REPORT_LIKE = /\.(csv|json|jsonl|ndjson|gz|zst|zip|7z|rar|tar|tgz|tzst)$/i;
const PACKED = /\.(gz|zst|zip|7z|rar|tar|tgz|tzst)$/i;
// Control characters, and those that change the direction of writing or break the line, can mislead readers.
const FORGING = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** Whether a name's extension is one that reports and their archives have. */
export function isReportLike(name: string): boolean {
  return REPORT_LIKE.test(name);
}

/** Whether a file is a message by its name. */
export function isMessageName(name: string): boolean {
  return /\.eml$/i.test(name);
}

/** Whether a name's extension is that of an archive. */
export function promisesArchive(name: string): boolean {
  return PACKED.test(name);
}

/** A name's last extension in lower case, or the whole name if there is none. */
export function extensionOf(name: string): string {
  return /[^.]*$/.exec(name)![0].toLowerCase();
}

/** The report's own name without the extension of its compression, so that `x.csv.gz` and `x.csv` are the same. */
export function reportName(name: string): string {
  const bare = name.replace(PACKED, '');
  return bare === name || bare === '' ? name : reportName(bare);
}

/** Whether a name contains type and day of a report. */
export function tellsReport(name: string): boolean {
  try {
    identifyReport(name);
    return true;
  } catch {
    return false;
  }
}

/** A member's last segment. Backslashes from Windows count as separators, too. */
export function baseName(member: string): string {
  return segments(member).at(-1) ?? '';
}

/**
 * Whether a member's name could lead outside of the archive, forge a line on screen, or be too long for file systems.
 * Members are never unpacked to their names; such members are refused because legitimate programs do not make them.
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

/** Files that operating systems add to archives on their own. */
export function isLitter(member: string): boolean {
  const parts = segments(member);
  const last = parts.at(-1) ?? '';
  return parts.includes('__MACOSX') || last === '.DS_Store' || last.startsWith('._');
}

/** A name in displayable form: on one line, of limited length, with misleading characters escaped. */
export function shownName(name: string): string {
  const escaped = name.replace(new RegExp(FORGING, 'g'), escapeCharacter);
  return escaped.length > LIMITS.nameBytes ? `${escaped.slice(0, LIMITS.nameBytes)}...` : escaped;
}

/** A path in displayable form: like a name, of any length. */
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
