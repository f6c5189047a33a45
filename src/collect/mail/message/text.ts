// Finds the publisher's statements in a message's text: links to reports, their size and their number of events.
import { Secret } from '../../../domain/secret.js';

/** A message's statement about one report. */
export interface Statement {
  /** The range that a rounded size may represent: 1.2M is 1.15 x 1000 x 1000 to 1.25 x 1024 x 1024. */
  readonly leastBytes: number;
  readonly mostBytes: number;
  readonly rows: number;
}

/** A link to a report. The part after the host gives access to the download, so it must not appear anywhere else. */
export interface FoundLink {
  readonly url: Secret;
  /** The host, with its port if given. */
  readonly host: string;
  /** The statement right after the link. */
  readonly statement?: Statement;
}

/** The links and statements in one text. */
export interface TextFindings {
  readonly links: readonly FoundLink[];
  readonly statements: readonly Statement[];
  /** Hosts of all other links. */
  readonly otherHosts: readonly string[];
}

// Ids hold `?`, `-`, `_` and `:` (see the publisher's report-manager.py and the patterns of others' collectors).
const LINK = /\bhttps?:\/\/([a-z0-9.-]+(?::\d+)?)\/([\w?:~=&%+/.-]+)/gi;
/** Mail systems that check links on click wrap the encoded original link in their own link. */
const WRAPPED = /\bhttps?%3A%2F%2F([a-z0-9.-]+)%2F([\w.~%-]+)/gi;
/** "The report is 1.2M bytes and contains 123 events." */
const STATEMENT =
  /report is ([\d.,]*\d)\s*([kmgt]?)i?\s*b(?:ytes?)?\s+and\s+contains\s+([\d,.]*\d)\s+events?/gi;

const UNITS = ['', 'k', 'm', 'g', 't'];

interface Hit {
  readonly at: number;
  readonly host: string;
  readonly url: string;
}

/**
 * Finds links and statements in plain text.
 *
 * @param linkHosts whose links lead to reports
 */
export function findInText(given: string, linkHosts: ReadonlySet<string>): TextFindings {
  const text = rejoined(given);
  const hits = [...linksOf(text, LINK, (path) => path), ...linksOf(text, WRAPPED, percentDecoded)].sort(
    (a, b) => a.at - b.at,
  );
  const ours = hits.filter(({ host }) => linkHosts.has(host));
  const found = [...text.replaceAll(/\s/g, ' ').matchAll(STATEMENT)].flatMap((match) => {
    const statement = statementOf(match);
    return statement ? [{ at: match.index, statement }] : [];
  });
  const links = ours.map((hit, index) => {
    const next = ours[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const said = found.filter(({ at }) => at > hit.at && at < next);
    const link = { url: new Secret(hit.url), host: hit.host };
    return said.length === 1 ? { ...link, statement: said[0]!.statement } : link;
  });
  const otherHosts = hits.map(({ host }) => host).filter((host) => !linkHosts.has(host));
  return { links, statements: found.map(({ statement }) => statement), otherHosts };
}

/** Finds links and statements in HTML, both in the visible text and in the targets of links. */
export function findInHtml(html: string, linkHosts: ReadonlySet<string>): TextFindings {
  // The target comes before the visible text of a link, so that a statement after a link stays after it.
  const text = html
    .replaceAll(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replaceAll(/<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))[^>]*>/gi, ' $1$2$3 ')
    .replaceAll(/<[^>]*>/g, ' ');
  return findInText(withoutEntities(text), linkHosts);
}

/** HTML as lines, as a person reads them. */
export function linesOfHtml(html: string): string {
  const text = html
    .replaceAll(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<(?:br|\/p|\/div|\/tr|\/li|\/h\d)\b[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, ' ');
  return withoutEntities(text);
}

function* linksOf(text: string, pattern: RegExp, decode: (path: string) => string): Generator<Hit> {
  for (const match of text.matchAll(pattern)) {
    // Removes the punctuation of a sentence after a link; ids do not end with it.
    const path = decode(match[2]!).replace(/[.,;!)&]+$/, '');
    const host = match[1]!.toLowerCase();
    const scheme = match[0].slice(0, 5).toLowerCase() === 'https' ? 'https' : 'http';
    if (path !== '') yield { at: match.index, host, url: `${scheme}://${host}/${path}` };
  }
}

/** A link in angle brackets, even over several, possibly quoted, lines. */
const BRACKETED = /<(https?:\/\/(?:[^<>\r\n]|\r?\n[> \t]*(?=[^> \t])){1,2000})>/gi;

/** Joins a link in angle brackets across line ends (RFC 3986, appendix C). */
function rejoined(text: string): string {
  return text.replaceAll(BRACKETED, (_, link: string) => `<${link.replaceAll(/[ \t]*\r?\n[> \t]*/g, '')}>`);
}

function percentDecoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

function statementOf([, size = '', unit = '', events = '']: RegExpMatchArray): Statement | undefined {
  const amount = Number(size.replaceAll(',', ''));
  const rows = Number(events.replaceAll(/[,.]/g, ''));
  if (!Number.isFinite(amount) || !Number.isSafeInteger(rows)) return undefined;
  const power = UNITS.indexOf(unit.toLowerCase());
  const digits = size.includes('.') ? size.length - size.indexOf('.') - 1 : 0;
  const off = power === 0 ? 0 : 0.5 / 10 ** digits;
  return { leastBytes: (amount - off) * 1000 ** power, mostBytes: (amount + off) * 1024 ** power, rows };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

function withoutEntities(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,6}));/gi, (whole, hex, decimal, name) => {
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    if (name) return ENTITIES[String(name).toLowerCase()] ?? whole;
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
  });
}
