// Reads the facts in a message's header: sender, list, date, and authentication results.

import { LIMITS } from '../../../domain/limits.js';
import { shownPath } from '../../unpack/names.js';
import { libmime } from './libmime.js';

/** The header lines of one message, by name. */
export interface HeaderLines {
  /** Whole lines in order, including folds, such as `List-Id: <x>`. */
  get(name: string): readonly string[];
}

/** The facts about a message before its body is read. Texts are decoded, on one line and safe to show. */
export interface MessageHead {
  /** Addresses in lower case; a message should have one author and may have a different sender. */
  readonly from: readonly string[];
  readonly sender: readonly string[];
  readonly subject: string;
  /** Its own date, if readable. */
  readonly date?: Date;
  /** The time zone of that date, in minutes east of UTC; 0 if missing. */
  readonly zoneMinutes: number;
  /** The identifier in angle brackets of List-Id (RFC 2919), in lower case; empty if there is none. */
  readonly listId: string;
  /** The values of Authentication-Results (RFC 8601), topmost first. */
  readonly authentication: readonly string[];
}

/** Reads the relevant lines; missing and unreadable facts are left out. */
export function readHead(lines: HeaderLines): MessageHead {
  const values = (name: string) => lines.get(name).map(unfolded);
  const written = withoutComments(values('date')[0] ?? '');
  const date = Date.parse(written);
  const listId = /<([^<>]+)>/.exec(values('list-id')[0] ?? '')?.[1] ?? '';
  return {
    from: addresses(values('from').join(',')),
    sender: addresses(values('sender').join(',')),
    subject: shortened(decoded(values('subject')[0] ?? '')),
    ...(Number.isNaN(date) ? {} : { date: new Date(date) }),
    zoneMinutes: zoneOf(written),
    listId: listId.trim().toLowerCase(),
    authentication: values('authentication-results'),
  };
}

function zoneOf(written: string): number {
  const [, sign, hours, minutes] = /([+-])(\d{2})(\d{2})\s*$/.exec(written) ?? [];
  return sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) : 0;
}

/** A field's value on one line: line breaks of folds are removed (RFC 5322, 2.2.3). */
function unfolded(line: string): string {
  return line
    .slice(line.indexOf(':') + 1)
    .replaceAll(/\r?\n(?=[ \t])/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/**
 * Removes comments in parentheses from a structured value (RFC 5322, 3.2.2). Comments may be nested; quoted text
 * contains no comments, and keeps its quotes.
 */
export function withoutComments(value: string): string {
  let text = '';
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < value.length; at++) {
    const character = value[at]!;
    if (character === '\\' && depth > 0) at += 1;
    else if (character === '\\' && isQuoted) text += character + (value[++at] ?? '');
    else if (character === '"' && depth === 0) {
      isQuoted = !isQuoted;
      text += character;
    } else if (character === '(' && !isQuoted) depth += 1;
    else if (character === ')' && depth > 0) depth -= 1;
    else if (depth === 0) text += character;
  }
  return text.trim();
}

/**
 * The addresses of a From or Sender line. Display names may look like addresses, so addresses in brackets take
 * precedence.
 */
function addresses(value: string): string[] {
  const bare = value.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  const bracketed = [...bare.matchAll(/<\s*([^<>\s]+@[^<>\s]+)\s*>/g)].map((match) => match[1]!);
  const found =
    bracketed.length > 0 ? bracketed : (withoutComments(bare).match(/[^\s,;<>]+@[^\s,;<>]+/g) ?? []);
  return found.map((address) => shortened(address.toLowerCase()));
}

function decoded(text: string): string {
  try {
    return libmime().decodeWords(text);
  } catch {
    // The character set is unknown; the undecoded text is still better than none.
    return text;
  }
}

function shortened(text: string): string {
  return shownPath(text.slice(0, LIMITS.mailHeaderText));
}
