// The columns of an event's subject: an address, a network, or a text (decisions.md#subjects).
import { SUBJECT_KINDS, type SubjectKind } from '../../domain/event-columns.js';
import type { ReportPlan } from '../plan.js';
import { type Cells, latin1 } from './cells.js';
import { PlainColumn } from './native.js';
import { canonicalIpv4, mappedIpv4, readRange, withoutFinalDots } from './values.js';

const EMPTY = Buffer.alloc(0);

/** The subject of each row: the first candidate of its report type that is not empty. */
export class SubjectColumns {
  private readonly kind = new PlainColumn('subject_kind', 'Int8');
  private readonly first = new PlainColumn('subject_first', 'IPv6');
  private readonly last = new PlainColumn('subject_last', 'IPv6');
  private readonly text = new PlainColumn('subject_text', 'String');
  readonly columns = [this.kind, this.first, this.last, this.text];
  private readonly ipv4 = mappedIpv4();

  add(plan: ReportPlan, { buffer, starts, ends, count }: Cells): void {
    const subject = plan.subjects.find(({ cell }) => cell < count && ends[cell]! > starts[cell]!);
    if (!subject) this.addText('none', EMPTY, 0, 0);
    else if (subject.kind === 'address') this.addAddress(buffer, starts[subject.cell]!, ends[subject.cell]!);
    else this.addText(subject.kind, buffer, starts[subject.cell]!, ends[subject.cell]!);
  }

  private addAddress(buffer: Buffer, start: number, end: number): void {
    if (canonicalIpv4(buffer, start, end, this.ipv4)) {
      this.addRange('ip', this.ipv4, this.ipv4);
      return;
    }
    const range = readRange(latin1(buffer, start, end))?.value;
    if (range) this.addRange(range.isNetwork ? 'network' : 'ip', range.first, range.last);
    else this.addText('text', buffer, start, end);
  }

  private addRange(kind: SubjectKind, first: Uint8Array, last: Uint8Array): void {
    this.kind.u8(SUBJECT_KINDS.indexOf(kind));
    this.first.raw(first);
    this.last.raw(last);
    this.text.u8(0);
  }

  private addText(kind: SubjectKind, buffer: Buffer, start: number, end: number): void {
    this.kind.u8(SUBJECT_KINDS.indexOf(kind));
    this.first.zeros(16);
    this.last.zeros(16);
    const text = buffer.toString('utf8', start, end).trim();
    const folded = kind === 'hostname' || kind === 'account' ? text.toLowerCase() : text;
    this.text.string(Buffer.from(kind === 'hostname' ? withoutFinalDots(folded) : folded));
  }
}
