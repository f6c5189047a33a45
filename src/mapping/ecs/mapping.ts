// Turns events into records of ECS: facts about the type, the cells by the table or by a loaded map, and what is related.
import type { Catalogue, ReportType } from '../../catalogue/index.js';
import { cveIdsOf } from '../cve-ids.js';
import { cellOf, type ReportedEvent } from '../reported-event.js';
import type { ReportedFinding } from '../reported-finding.js';
import { rowSeverity } from '../row-severity.js';
import { type DataStream, datasetOf } from './data-stream.js';
import { categorisationOf, OBSERVERS, SEVERITIES } from './event-facts.js';
import { ECS_VERSION, fieldOf, ownField, RULES, type Rule } from './field-table.js';
import { ecsTypeOf } from './field-types.js';
import { FINDING_STREAM, findingFacts } from './finding.js';
import { FORMS } from './forms.js';
import { isoDate } from './iso-date.js';
import { isOwnColumn } from './own-fields.js';
import type { OwnMap } from './own-map.js';
import { type EcsRecord, type Fact, RecordBuilder } from './record.js';

export interface EcsOptions {
  readonly catalogue: Catalogue;
  /** Names the data stream of each event. */
  readonly stream: DataStream;
  /** Replaces the table of columns; omitted = the table. */
  readonly map?: OwnMap | undefined;
  /** Fields that every record gets, before all others. */
  readonly fixed?: (event: ReportedEvent) => readonly Fact[];
}

/** A rule of the table for one column: the field, and the form of its value. */
interface Step {
  readonly field: string;
  readonly form: Rule['form'];
}

/** What is known of a report type before its first event. */
interface TypePlan {
  readonly type: ReportType;
  readonly dataset: string;
  readonly steps: Map<string, readonly Step[]>;
}

export class EcsMapping {
  private readonly plans = new Map<string, TypePlan>();

  constructor(private readonly options: EcsOptions) {}

  /** The record of an event. The same event always gives the same record. */
  recordOf(event: ReportedEvent): EcsRecord {
    const plan = this.planOf(event.type);
    const { map, stream, fixed } = this.options;
    const record = new RecordBuilder();
    setAll(fixed?.(event) ?? [], record);
    setAll(identityOf(event, plan.dataset, stream.namespace), record);
    for (const column of event.columns) {
      const cell = cellOf(event, column);
      if (cell === '') continue;
      const isKept = map
        ? map.place(plan.type.id, column, cell, record)
        : placeByTable(this.stepsOf(plan, column), cell, record);
      if (!isKept) this.keep(column, cell, record);
    }
    setVulnerabilities(event, plan.type, record);
    setAll(factsOf(event, plan.type), record);
    return record.finish();
  }

  /** The document of a change of a finding; the fields that every record gets are those of events only. */
  findingOf(finding: ReportedFinding): EcsRecord {
    const { catalogue, stream } = this.options;
    const record = new RecordBuilder();
    const place = { dataset: this.findingDataset, namespace: stream.namespace };
    setAll(findingFacts(finding, catalogue.describe(finding.type), place), record);
    return record.finish();
  }

  /** The dataset of changes of findings. */
  get findingDataset(): string {
    return datasetOf(this.options.stream, { id: FINDING_STREAM, group: FINDING_STREAM });
  }

  /** The dataset of events of a type. */
  datasetOf(type: string): string {
    return this.planOf(type).dataset;
  }

  /** Cells without a field of ECS, and cells that are not what their field requires. */
  private keep(column: string, cell: string, record: RecordBuilder): void {
    const { catalogue, map } = this.options;
    const field = map ? `extra.${column}` : ownField(column);
    const hasField = isOwnColumn(column, catalogue) && ecsTypeOf(field) === 'keyword';
    if (!hasField || !record.set(field, cell)) record.keep(column, cell);
  }

  private planOf(name: string): TypePlan {
    let plan = this.plans.get(name);
    if (!plan) {
      const { catalogue, stream } = this.options;
      const type = catalogue.describe(name);
      plan = { type, dataset: datasetOf(stream, type), steps: new Map() };
      this.plans.set(name, plan);
    }
    return plan;
  }

  /** Only columns with a rule are remembered, because reports may have any number of others. */
  private stepsOf({ type, steps }: TypePlan, column: string): readonly Step[] {
    const known = steps.get(column);
    if (known) return known;
    const rules = (RULES.get(column) ?? []).filter(({ only }) => only === undefined || only.test(type.id));
    const own = rules.map((rule): Step => ({ field: fieldOf(rule, column), form: rule.form }));
    if (own.length > 0) steps.set(column, own);
    return own;
  }
}

function setAll(facts: readonly Fact[], record: RecordBuilder): void {
  for (const [field, value] of facts) if (value !== '') record.set(field, value);
}

/** @returns whether a field holds the cell */
function placeByTable(steps: readonly Step[], cell: string, record: RecordBuilder): boolean {
  let isKept = false;
  for (const { field, form } of steps) {
    const value = FORMS[form].of(cell);
    if (value !== undefined && record.set(field, value)) isKept = true;
  }
  return isKept;
}

/** The time, the data stream and the ids, which no map changes. */
function identityOf(event: ReportedEvent, dataset: string, namespace: string): readonly Fact[] {
  return [
    ['@timestamp', isoDate(cellOf(event, 'timestamp')) ?? `${event.date}T00:00:00Z`],
    ['ecs.version', ECS_VERSION],
    ['data_stream.type', 'logs'],
    ['data_stream.dataset', dataset],
    ['data_stream.namespace', namespace],
    ['event.id', event.id],
    ['event.dataset', dataset],
    ['shadowserver.report.type', event.type],
    ['shadowserver.report.date', event.date],
    ['shadowserver.report.list', event.list],
  ];
}

/** What the catalogue says about events of the type. */
function factsOf(event: ReportedEvent, type: ReportType): readonly Fact[] {
  const { kind, category, type: types } = categorisationOf(type);
  const severity = rowSeverity(event) ?? type.severity;
  return [
    ['event.kind', kind],
    ['event.category', category],
    ['event.type', types],
    ['event.module', 'shadowserver'],
    ['event.provider', 'shadowserver'],
    ['event.code', type.id],
    ['event.severity', SEVERITIES[severity]],
    ['event.reference', type.link ?? ''],
    ['message', messageOf(event, type)],
    ['rule.id', type.id],
    ['rule.name', type.title],
    ['rule.category', `${type.classification.taxonomy}/${type.classification.type}`],
    ['rule.ruleset', 'shadowserver'],
    ['observer.vendor', 'The Shadowserver Foundation'],
    ['observer.product', type.name],
    ['observer.type', OBSERVERS[type.group]],
    ['shadowserver.report.group', type.group],
    ['shadowserver.severity', severity],
  ];
}

/** One line for people: the title of the report, and what the row is about. */
function messageOf(event: ReportedEvent, type: ReportType): string {
  const subject = type.subject.map(({ column }) => cellOf(event, column)).find((cell) => cell !== '');
  const port = cellOf(event, 'port') || cellOf(event, 'src_port');
  const place = subject === undefined ? '' : `: ${subject}${port === '' ? '' : ` port ${port}`}`;
  return `${type.title}${place}`;
}

/** The CVE ids of the subject's vulnerabilities, which many reports have in their tags. */
function setVulnerabilities(event: ReportedEvent, type: ReportType, record: RecordBuilder): void {
  const [first, ...others] = cveIdsOf(event, type);
  if (first === undefined) return;
  if (record.set('vulnerability.id', others.length > 0 ? [first, ...others] : first))
    record.set('vulnerability.enumeration', 'CVE');
}
