// A report as bundles of STIX objects: in bounded memory, and with ids that do not depend on how the report is divided.
import { STIX_LIMITS } from '../../domain/limits-stix.js';
import type { OpenctiNames } from '../../domain/stix-choices.js';
import { artifacts } from './artifact.js';
import { bundled } from './bundle.js';
import { Envelope } from './envelope.js';
import { keepBatch } from './keep-batch.js';
import { markdownText } from './markdown.js';
import { AUTHOR_ID, type ReportNames, reportNames } from './names.js';
import { type NoteOn, noteId, noteOfRow, noteOfRows, revokedNote } from './note.js';
import type { StixObject } from './object.js';
import { Part } from './part.js';
import type { ReadEvents, StixBundle, StixOptions, StixReportFacts, StixTally } from './report-facts.js';
import { highest, type MappedRow, mapRow } from './row.js';
import { partsOf, Summary } from './summary.js';

/**
 * One report in its current version. The same facts, options and events always give the same bundles.
 *
 * A report of more than 1,000 rows is divided: the first 1,000 rows belong to the report itself, and each further 1,000 to
 * a further report object, whose name ends with `(part 2)` and which refers to the first.
 */
export class StixReport {
  private readonly names: ReportNames;
  private envelope: Envelope;
  private readonly counted = new Map<string, number>();
  private summary = new Summary();
  private readonly read: ReadEvents;

  constructor(
    private readonly facts: StixReportFacts,
    private readonly options: StixOptions,
    read: ReadEvents,
  ) {
    this.read = keepBatch(read);
    this.names = reportNames(facts, options.names);
    this.envelope = new Envelope(facts, options, this.names);
  }

  /** The id of the report object. */
  get id(): string {
    return this.names.id;
  }

  get name(): string {
    return this.names.name;
  }

  /** Its plain name, which never contains the API's id: for messages and logs. */
  get plainName(): string {
    return reportNames(this.facts, 'plain').name;
  }

  /** What became of the rows; complete once all bundles were read. */
  get tally(): StixTally {
    const { rows, incompleteRows, problems } = this.summary;
    return { rows, incompleteRows, problems, objects: this.counted };
  }

  /**
   * The bundles of the report, in the order in which a platform has to receive them. Reads the events twice, unless they
   * fit one batch. A report without events gives the bundles of {@link withdrawn} if an earlier version had some,
   * otherwise none.
   */
  async *bundles(): AsyncGenerator<StixBundle> {
    yield* this.bundled(this.current());
  }

  /** The objects of {@link bundles} one by one in the same order, for a reader that divides them in another way. */
  async *singly(): AsyncGenerator<StixObject> {
    yield* this.tallied(this.current());
  }

  private async *current(): AsyncGenerator<StixObject> {
    this.counted.clear();
    this.summary = await Summary.of(this.read);
    this.envelope = new Envelope(this.facts, this.options, this.names, this.summary.tlp);
    yield* this.summary.rows === 0 ? this.revoked(0) : this.objects();
  }

  /**
   * The bundles that withdraw the report: the objects that belong to it alone are revoked, with the same ids and a newer
   * version. Hosts, vulnerabilities, observed data and the original remain, because other reports may refer to them.
   * `facts.earlierEvents` has to say how many events the report had.
   */
  async *withdrawn(): AsyncGenerator<StixBundle> {
    this.counted.clear();
    yield* this.bundled(this.revoked(0));
  }

  /**
   * The bundles that revoke the notes on single rows which the report has no longer. Notes on several rows need no such
   * bundles, because a re-issue replaces them.
   *
   * @param read the events that were withdrawn, with all of their columns
   */
  async *withdrawnNotes(read: ReadEvents): AsyncGenerator<StixBundle> {
    if (this.options.notes === 'one') yield* this.bundled(this.notesOnWithdrawn(read), { withdrawn: true });
  }

  private async *notesOnWithdrawn(read: ReadEvents): AsyncGenerator<StixObject> {
    const on = { ...this.noteOn(1), refs: [AUTHOR_ID] };
    for await (const events of read())
      for (const event of events)
        yield {
          ...noteOfRow(
            mapRow(event, () => {}),
            this.noteNames,
            on,
          ),
          revoked: true,
        };
  }

  /** @param of distinguishes the ids of these bundles from others of the same version */
  private async *bundled(objects: AsyncIterable<StixObject>, of = {}): AsyncGenerator<StixBundle> {
    const { versionAt } = this.facts;
    yield* bundled(this.tallied(objects), { report: this.id, version: versionAt, ...of });
  }

  private async *tallied(objects: AsyncIterable<StixObject>): AsyncGenerator<StixObject> {
    for await (const object of objects) {
      this.counted.set(object.type, (this.counted.get(object.type) ?? 0) + 1);
      yield object;
    }
  }

  private async *objects(): AsyncGenerator<StixObject> {
    yield* this.envelope.markings;
    yield this.envelope.author;
    const { original } = this.facts;
    if (original) yield* artifacts(original, this.envelope);
    let number = 0;
    let unfinished: Part['unfinished'] | undefined;
    for await (const rows of this.parts()) {
      const part = new Part(unfinished);
      for (const row of rows) part.add(row);
      yield* this.partObjects(part, rows, ++number);
      unfinished = part.unfinished;
    }
    yield* this.revoked(this.summary.rows);
  }

  /** The rows of each part. */
  private async *parts(): AsyncGenerator<MappedRow[]> {
    let rows: MappedRow[] = [];
    for await (const events of this.read()) {
      for (const event of events) {
        // The summary has counted the problems.
        rows.push(mapRow(event, () => {}));
        if (rows.length < STIX_LIMITS.partRows) continue;
        yield rows;
        rows = [];
      }
    }
    if (rows.length > 0) yield rows;
  }

  private *partObjects(part: Part, rows: readonly MappedRow[], number: number): Generator<StixObject> {
    yield* part.objects(this.envelope, number);
    const refs = part.references;
    if (number === 1) {
      // STIX requires a reference; rows without any observable leave only the author.
      const own = refs.length > 0 ? refs : [AUTHOR_ID];
      yield this.reportObject(number, { object_refs: own });
      if (this.options.incident) yield this.caseObject({ object_refs: own });
    } else yield this.reportObject(number, { object_refs: [...this.containers(1), ...refs] });
    yield* this.notes(rows, this.noteOn(number));
  }

  private *notes(rows: readonly MappedRow[], on: NoteOn): Generator<StixObject> {
    if (this.options.notes === 'one') {
      for (const row of rows) yield noteOfRow(row, this.noteNames, on);
      return;
    }
    for (let index = 0; index < rows.length; index += STIX_LIMITS.noteRows) {
      const number = index / STIX_LIMITS.noteRows + 1;
      yield noteOfRows(rows.slice(index, index + STIX_LIMITS.noteRows), number, on);
    }
  }

  /** What an earlier version needed and this one of so many rows does not. */
  private async *revoked(rows: number): AsyncGenerator<StixObject> {
    const { earlierEvents = 0 } = this.facts;
    const object_refs = [AUTHOR_ID];
    if (this.options.notes === 'many')
      for (let row = notesEnd(rows); row < earlierEvents; row += STIX_LIMITS.noteRows)
        yield this.revokedNoteAt(row);
    for (let number = partsOf(rows) + 1; number <= partsOf(earlierEvents); number++)
      yield this.reportObject(number, { object_refs, revoked: true });
    if (rows === 0 && earlierEvents > 0 && this.options.incident)
      yield this.caseObject({ object_refs, revoked: true });
  }

  private revokedNoteAt(row: number): StixObject {
    const number = partsOf(row + 1);
    const { id } = this.names.part(number);
    const within = row - (number - 1) * STIX_LIMITS.partRows;
    const on = { ...this.noteOn(number), refs: [AUTHOR_ID] };
    return revokedNote(noteId(id, within / STIX_LIMITS.noteRows + 1), on);
  }

  private noteOn(number: number): NoteOn {
    const { id } = this.names.part(number);
    return { envelope: this.envelope, reportId: id, refs: this.containers(number) };
  }

  /** The report of a part, and the case. */
  private containers(number: number): string[] {
    const { id } = this.names.part(number);
    return this.options.incident ? [this.names.caseId, id] : [id];
  }

  private reportObject(number: number, properties: Readonly<Record<string, unknown>>): StixObject {
    const { id, name } = this.names.part(number);
    return this.envelope.versioned(
      {
        ...{ type: 'report', id, name, description: this.description, report_types: ['tool'] },
        published: this.names.published.replace('.000', ''),
        ...properties,
      },
      this.summary.labels,
    );
  }

  private caseObject(properties: Readonly<Record<string, unknown>>): StixObject {
    const { severity, priority } = this.options.incident!;
    return this.envelope.versioned(
      {
        ...{ type: 'case-incident', id: this.names.caseId, name: this.name, description: this.description },
        ...{ severity: highest([severity, ...this.summary.found]), priority },
        ...properties,
      },
      this.summary.labels,
    );
  }

  private get description(): string {
    const { type, date, list, page, original } = this.facts;
    const facts = {
      ...(original && { file: original.name }),
      ...(list !== '' && { identifier: list }),
      ...{ type, date, rows: String(this.summary.rows) },
      ...(this.summary.severityText !== '' && { severities: this.summary.severityText }),
    };
    const lines = Object.entries(facts).map(([key, value]) => [key, markdownText(value)]);
    // The catalogue's page is the only value that may become a link.
    if (page !== '') lines.push(['url', page]);
    return lines.map(([key, value]) => `**${key}**: ${value}\n\n`).join('');
  }

  /** Without the API's id of a report, its notes are plain too. */
  private get noteNames(): OpenctiNames {
    return this.facts.connector ? this.options.names : 'plain';
  }
}

/** The first row after the last note of so many rows. */
function notesEnd(rows: number): number {
  return Math.ceil(rows / STIX_LIMITS.noteRows) * STIX_LIMITS.noteRows;
}
