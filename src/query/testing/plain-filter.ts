// A second, deliberately simple implementation of filters over original rows, without SQL.

import type { Catalogue } from '../../catalogue/index.js';
import { addDays, dateOf } from '../../domain/days.js';
import { EVENT_COLUMNS } from '../../domain/event-columns.js';
import { asInstant, asNumber, asRange, overlaps, type Span } from './plain-values.js';

export interface PlainRow {
  readonly type: string;
  readonly date: string;
  readonly list: string;
  readonly header: readonly string[];
  readonly cells: readonly string[];
}

const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'];
const FOLDED = 'hostname dst_hostname geo dst_geo domain md5 sha1 sha256 sha512 tld subject'.split(' ');
const WILD = ['hostname', 'dst_hostname', 'domain', 'tag', 'cve', 'subject'];
/** The generated addresses in the form that Sundial prints; for others, the original text is kept. */
const USUAL_ADDRESSES =
  '192.0.2.1 192.0.2.128 192.0.2.0/24 198.51.100.7 203.0.113.255 2001:db8::1 2001:db8:1::/48 2001:db8::ffff:1'.split(
    ' ',
  );
const HOSTS = ['hostname', 'dst_hostname', 'domain'];
const lower = (text: string) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

interface Wanted {
  readonly role: '' | '|' | '&' | '!' | '-';
  readonly compare: '' | '>=' | '<=' | '=';
  readonly text: string;
}

/** Answers filters over rows in memory. */
export class PlainFilter {
  constructor(
    private readonly catalogue: Catalogue,
    /** Today, for `now`. */
    private readonly today: string,
  ) {}

  matches(row: PlainRow, field: string, values: readonly string[]): boolean {
    if (field === 'require') return values.every((name) => this.has(row, name));
    const wanted = values.map((value) => this.read(field, value));
    const holds = (each: Wanted) => this.holds(row, field, each);
    const any = wanted.filter(
      ({ role, compare }) => role === '|' || (role === '' && !/^[<>]=/.test(compare)),
    );
    const all = wanted.filter(({ role, compare }) => role === '&' || (role === '' && /^[<>]=/.test(compare)));
    const not = wanted.filter(({ role }) => role === '!' || role === '-');
    return (any.length === 0 || any.some(holds)) && all.every(holds) && !not.some(holds);
  }

  private read(field: string, value: string): Wanted {
    const isDays = field === 'date' || field === 'timestamp';
    if (isDays && /^-\d+(:|$)/.test(value)) return { role: '', compare: '', text: value };
    const [, role = '', compare = '', text] = /^([|&!-])?(>=|<=|=)?([\s\S]*)$/.exec(value)!;
    return { role, compare, text: text! } as Wanted;
  }

  /** The cell that feeds a typed field, or the column with that name. */
  private cell(row: PlainRow, field: string): string {
    const own = field.replace(/^original\./, '');
    const typed = field === own ? EVENT_COLUMNS.find(({ name }) => name === own) : undefined;
    const names = typed ? typed.from : [own];
    for (const name of names) {
      const index = row.header.findIndex((column) => column.toLowerCase() === name);
      if (index >= 0) return row.cells[index] ?? '';
    }
    return '';
  }

  private has(row: PlainRow, field: string): boolean {
    if (field === 'severity') return true;
    if (field === 'cve') return this.cves(row).length > 0;
    if (field === 'subject') return this.subject(row) !== undefined;
    if (field === 'tld') return this.tld(row) !== '';
    return this.cell(row, field) !== '';
  }

  private holds(row: PlainRow, field: string, wanted: Wanted): boolean {
    const { compare, text } = wanted;
    if (field === 'type') return this.types(text).includes(row.type);
    if (field === 'date') return this.within(row.date, wanted);
    if (text === '' && (compare === '' || compare === '=')) return !this.has(row, field);
    if (field === 'list') return this.textHolds(row.list, field, wanted);
    if (field === 'severity')
      return this.ordered(this.severity(row), wanted, (word) => SEVERITIES.indexOf(lower(word)));
    if (field === 'cve')
      return this.cves(row).some((cve) => this.likes(cve, text.toUpperCase(), field, wanted));
    if (field === 'tag') return this.tags(row).some((tag) => this.likes(tag, text, field, wanted));
    if (field === 'text') return this.texts(row).some((each) => lower(each).includes(lower(text)));
    if (field === 'tld') return this.tld(row) === lower(text);
    if (field === 'subject') return this.subjectHolds(row, wanted);
    const cell = this.cell(row, field);
    const kind = EVENT_COLUMNS.find(({ name }) => name === field)?.kind;
    if (kind === 'u16' || kind === 'u32')
      return this.ordered(asNumber(cell, kind === 'u16' ? 65_535 : 4_294_967_295), wanted, Number);
    if (kind === 'time') return this.timeHolds(asInstant(cell), wanted);
    if (kind === 'range' || kind === 'address') return this.addressHolds(cell, text, kind === 'range');
    return this.textHolds(cell, field, wanted);
  }

  private types(text: string): string[] {
    const name = text.toLowerCase().replaceAll('-', '_');
    const groups = ['scan', 'honeypot', 'other'];
    if (!groups.includes(name))
      return this.catalogue
        .match(name)
        .map(({ id }) => id)
        .concat(name);
    const known = this.catalogue.types({ retired: true }).filter(({ group }) => group === name);
    return [
      ...known.map(({ id }) => id),
      ...(this.catalogue.describe('novel_kind').group === name ? ['novel_kind'] : []),
    ];
  }

  private within(day: string, { compare, text }: Wanted): boolean {
    const [from, to = from] = text.split(':').map((part) => this.day(part));
    if (compare === '>=') return day >= from!;
    return compare === '<=' ? day <= to! : day >= from! && day <= to!;
  }

  private day(text: string): string {
    const back = text === 'now' ? 0 : /^-\d+$/.test(text) ? -Number(text) : undefined;
    if (back === undefined) return text;
    return addDays(this.today, -back);
  }

  private ordered(
    value: number | undefined,
    { compare, text }: Wanted,
    place: (text: string) => number,
  ): boolean {
    if (value === undefined) return false;
    const [low, high = low] = text.replaceAll(/^AS/gi, '').split(':').map(place);
    if (compare === '>=') return value >= low!;
    return compare === '<=' ? value <= low! : value >= low! && value <= high!;
  }

  private timeHolds(seconds: number | undefined, wanted: Wanted): boolean {
    if (seconds === undefined) return false;
    const instant = asInstant(wanted.text);
    if (instant === undefined) return this.within(dateOf(new Date(seconds * 1000)), wanted);
    if (wanted.compare === '>=') return seconds >= instant;
    return wanted.compare === '<=' ? seconds <= instant : seconds === instant;
  }

  private addressHolds(cell: string, text: string, networks: boolean): boolean {
    const stored = asRange(cell);
    if (!stored || (!networks && stored.first !== stored.last)) return false;
    return overlaps(stored, asRange(text)!);
  }

  private textHolds(cell: string, field: string, wanted: Wanted): boolean {
    if (wanted.compare !== '>=' && wanted.compare !== '<=')
      return this.likes(cell, wanted.text, field, wanted);
    if (!/^-?\d+(\.\d+)?$/.test(cell)) return false;
    return wanted.compare === '>='
      ? Number(cell) >= Number(wanted.text)
      : Number(cell) <= Number(wanted.text);
  }

  private likes(value: string, text: string, field: string, { compare }: Wanted): boolean {
    const plain = (each: string) => (HOSTS.includes(field) ? lower(each).replace(/\.+$/, '') : lower(each));
    const [a, b] = FOLDED.includes(field) ? [plain(value), plain(text)] : [value, text];
    if (!WILD.includes(field) || compare === '=') return a === b;
    const parts = [...b].map((each) =>
      each === '*' ? '[^]*' : each === '?' ? '[^]' : each.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&'),
    );
    return new RegExp(`^${parts.join('')}$`, 'u').test(a);
  }

  private severity(row: PlainRow): number {
    const stated = SEVERITIES.indexOf(this.cell(row, 'severity').trim().toLowerCase());
    return stated >= 0 ? stated : SEVERITIES.indexOf(this.catalogue.describe(row.type).severity);
  }

  private tags(row: PlainRow): string[] {
    return this.cell(row, 'tag')
      .split(/[,;|]/)
      .map((tag) => tag.trim())
      .filter(Boolean);
  }

  private cves(row: PlainRow): string[] {
    const cells = ['tag', ...this.catalogue.describe(row.type).cveColumns].map((name) =>
      this.cell(row, name),
    );
    return cells.flatMap((cell) =>
      [...cell.matchAll(/cve-\d{4}-\d{4,19}/gi)].map(([cve]) => cve.toUpperCase()),
    );
  }

  private tld(row: PlainRow): string {
    return lower(this.cell(row, 'hostname')).replace(/\.+$/, '').split('.').at(-1)!;
  }

  private subject(row: PlainRow): { readonly span?: Span; readonly text: string } | undefined {
    for (const { column, kind } of this.catalogue.describe(row.type).subject) {
      const text = this.cell(row, `original.${column}`);
      if (text === '') continue;
      const span = kind === 'address' ? asRange(text) : undefined;
      return span
        ? { span, text: '' }
        : { text: text.trim().replace(kind === 'hostname' ? /\.+$/ : /^$/, '') };
    }
    return undefined;
  }

  private subjectHolds(row: PlainRow, wanted: Wanted): boolean {
    const subject = this.subject(row);
    const asked = wanted.compare === '=' ? undefined : asRange(wanted.text);
    if (asked) return subject?.span !== undefined && overlaps(subject.span, asked);
    return this.likes(subject?.text ?? '', wanted.text, 'subject', wanted);
  }

  /** All cells except those of numbers, times, severities and addresses in their usual form. */
  private texts(row: PlainRow): string[] {
    const read = EVENT_COLUMNS.filter(({ kind }) => !['word', 'text', 'tags'].includes(kind));
    const usual = new Map(
      read.map(({ name, from, kind }) => [from.find((each) => row.header.includes(each)) ?? name, kind]),
    );
    return row.cells.filter((cell, index) => {
      const kind = usual.get(row.header[index]!);
      if (kind === undefined) return true;
      if (kind === 'severity') return !SEVERITIES.includes(cell);
      if (kind === 'time') return !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(cell);
      if (kind === 'u16' || kind === 'u32')
        return !(/^[1-9]\d*$/.test(cell) && Number(cell) <= (kind === 'u16' ? 65_535 : 4_294_967_295));
      const span = asRange(cell);
      const kept = span === undefined || (kind === 'address' && span.first !== span.last);
      return kept || !USUAL_ADDRESSES.includes(cell);
    });
  }
}
