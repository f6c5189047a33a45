// The columns of an event's subject: an address, a network, or a text (decisions.md#subjects).
import type { SubjectForm } from '../../catalogue/index.js';
import { SUBJECT_KINDS, type SubjectKind } from '../../domain/event-columns.js';
import type { ReportPlan } from '../plan.js';
import { type Cells, latin1 } from './cells.js';
import { PlainColumn } from './native.js';
import { canonicalIpv4, mappedIpv4, readRange, withoutFinalDots } from './values.js';

const NO_TEXT = Buffer.alloc(0);
const NO_ADDRESS = Buffer.alloc(16);

/** A subject as its columns hold it: the number of its kind, and addresses or a text. */
export interface Subject {
  readonly kind: number;
  readonly first: Uint8Array;
  readonly last: Uint8Array;
  readonly text: Buffer;
}

/** Reads the subject of any cell. @param form undefined if the row has no subject */
export function readSubject(
  form: SubjectForm | undefined,
  buffer: Buffer,
  start: number,
  end: number,
): Subject {
  if (form !== 'address') return textSubject(form ?? 'none', buffer, start, end);
  const range = readRange(latin1(buffer, start, end))?.value;
  if (!range) return textSubject('text', buffer, start, end);
  const kind = SUBJECT_KINDS.indexOf(range.isNetwork ? 'network' : 'ip');
  return { kind, first: range.first, last: range.last, text: NO_TEXT };
}

function textSubject(kind: SubjectKind, buffer: Buffer, start: number, end: number): Subject {
  const text = buffer.toString('utf8', start, end).trim();
  const folded = kind === 'hostname' || kind === 'account' ? text.toLowerCase() : text;
  return {
    kind: SUBJECT_KINDS.indexOf(kind),
    first: NO_ADDRESS,
    last: NO_ADDRESS,
    text: Buffer.from(kind === 'hostname' ? withoutFinalDots(folded) : folded),
  };
}

/** The subject of each row: the first candidate of its report type that is not empty. */
export class SubjectColumns {
  readonly kind = new PlainColumn('subject_kind', 'Int8');
  readonly first = new PlainColumn('subject_first', 'IPv6');
  readonly last = new PlainColumn('subject_last', 'IPv6');
  readonly text = new PlainColumn('subject_text', 'String');
  readonly columns = [this.kind, this.first, this.last, this.text];
  private readonly ipv4 = mappedIpv4();

  add(plan: ReportPlan, { buffer, starts, ends, count }: Cells): void {
    const subject = plan.subjects.find(({ cell }) => cell < count && ends[cell]! > starts[cell]!);
    const start = subject ? starts[subject.cell]! : 0;
    const end = subject ? ends[subject.cell]! : 0;
    // Most subjects are IPv4 addresses, which need no string.
    if (subject?.kind === 'address' && canonicalIpv4(buffer, start, end, this.ipv4))
      this.write({ kind: SUBJECT_KINDS.indexOf('ip'), first: this.ipv4, last: this.ipv4, text: NO_TEXT });
    else this.write(readSubject(subject?.kind, buffer, start, end));
  }

  private write({ kind, first, last, text }: Subject): void {
    this.kind.u8(kind);
    this.first.raw(first);
    this.last.raw(last);
    this.text.string(text);
  }
}
