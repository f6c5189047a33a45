// The properties that all objects of a report share: author, marking, times, labels and the link to the publisher's page.
import { hash } from 'node:crypto';
import { DAY_SECONDS } from '../../domain/days.js';
import { textOfMicroseconds } from '../../domain/microseconds.js';
import type { TlpLevel } from '../../domain/stix-choices.js';
import { highestTlp, readTlp, TLP, type Tlp } from '../../domain/tlp.js';
import { MARKINGS } from './marking.js';
import { AUTHOR_ID, AUTHOR_NAME, type ReportNames } from './names.js';
import type { StixObject } from './object.js';
import type { StixOptions, StixReportFacts } from './report-facts.js';

/** The first label of every object, as OpenCTI's connector sets it. */
export const FIRST_LABEL = 'Shadowserver';

/** The author may never change: `created` of an identity is that of its first version. */
const AUTHOR_CREATED = '2020-01-01T00:00:00.000Z';

/**
 * `created` of objects that several reports share. STIX forbids that it changes, so it follows from nothing that a report
 * says; no report is older.
 */
const SHARED_CREATED = '2004-01-01T00:00:00.000Z';

/**
 * The version of an object that says the same in every report and store but for its marking: the more confidential one is
 * newer, whichever comes first. Equal versions with different markings would leave platforms with the one that came first.
 */
function versionOf(created: string, level: TlpLevel): string {
  return new Date(Date.parse(created) + TLP.indexOf(readTlp(level)!)).toISOString();
}

/** The configured level, or that of the rows if it is higher: TLP 1 has `white` for clear. */
function moreConfidential(configured: TlpLevel, rows: Tlp | undefined): TlpLevel {
  const level = readTlp(configured);
  return highestTlp([level, rows]) === level ? configured : rows!;
}

export class Envelope {
  /** The marking of the report's objects, and that of the author if it differs. */
  readonly markings: readonly StixObject[];
  private readonly authorRefs: readonly string[];
  private readonly markingRefs: readonly string[];
  private readonly references: readonly object[] | undefined;
  private readonly authorVersion: string;
  private readonly sharedVersion: string;
  private readonly version: string;
  private readonly observedVersion: number;

  constructor(
    facts: Omit<StixReportFacts, 'connector' | 'original' | 'earlierEvents'>,
    { tlp, tlpVersion }: Pick<StixOptions, 'tlp' | 'tlpVersion'>,
    private readonly names: Pick<ReportNames, 'published'>,
    rowsTlp?: Tlp,
  ) {
    const { page, versionAt } = facts;
    const configured = MARKINGS[tlpVersion][tlp];
    const level = moreConfidential(tlp, rowsTlp);
    const marking = MARKINGS[tlpVersion][level];
    this.markings = marking === configured ? [configured] : [marking, configured];
    this.markingRefs = [marking.id];
    this.authorRefs = [configured.id];
    this.references =
      page === '' ? undefined : [{ source_name: 'source', description: 'Shadowserver Report', url: page }];
    this.authorVersion = versionOf(AUTHOR_CREATED, tlp);
    this.sharedVersion = versionOf(SHARED_CREATED, level);
    this.version = new Date(versionAt).toISOString();
    this.observedVersion = observedVersion(facts);
  }

  get author(): StixObject {
    return {
      ...{ type: 'identity', spec_version: '2.1', id: AUTHOR_ID },
      ...{ created: AUTHOR_CREATED, modified: this.authorVersion },
      ...{ name: AUTHOR_NAME, description: AUTHOR_NAME, identity_class: 'organization' },
      ...{ sectors: ['non-profit'], labels: [FIRST_LABEL], object_marking_refs: this.authorRefs },
      x_opencti_organization_type: 'non-profit',
      x_opencti_reliability: 'A - Completely reliable',
    };
  }

  /** Completes an observable: STIX gives observables no labels, so these are OpenCTI's. */
  observable(object: StixObject, labels: Iterable<string>): StixObject {
    return {
      ...object,
      object_marking_refs: this.markingRefs,
      created_by_ref: AUTHOR_ID,
      ...(this.references && { external_references: this.references }),
      x_opencti_labels: [FIRST_LABEL, ...labels],
      x_opencti_score: 0,
    };
  }

  /**
   * Completes observed data, which has labels like other objects with versions, and those of OpenCTI's connector. Each
   * report that observes the same has a version of its own, and so has each part of a report.
   *
   * @param part of the report, from 1
   */
  observation(object: StixObject, labels: Iterable<string>, part: number): StixObject {
    const all = [...labels];
    const opencti = { x_opencti_labels: [FIRST_LABEL, ...all], x_opencti_score: 0 };
    const modified = textOfMicroseconds(this.observedVersion + part - 1);
    return { ...this.versioned(object, all, SHARED_CREATED), modified, ...opencti };
  }

  /** Completes an object that is the same in every report but for its marking: it has no link to the page of a type. */
  shared({ type, id, ...properties }: StixObject, labels?: Iterable<string>): StixObject {
    return {
      ...{ type, spec_version: '2.1', id, created_by_ref: AUTHOR_ID },
      ...{ created: SHARED_CREATED, modified: this.sharedVersion, ...properties },
      ...(labels && { labels: [FIRST_LABEL, ...labels] }),
      object_marking_refs: this.markingRefs,
    };
  }

  /** Completes an object that belongs to the report: its properties, and labels if it has any. @param created an instant */
  versioned(
    { type, id, ...properties }: StixObject,
    labels?: Iterable<string>,
    created = this.names.published,
  ): StixObject {
    return {
      ...{ type, spec_version: '2.1', id, created_by_ref: AUTHOR_ID, created },
      modified: [created, this.version].toSorted()[1],
      ...properties,
      ...(labels && { labels: [FIRST_LABEL, ...labels] }),
      ...(this.references && { external_references: this.references }),
      object_marking_refs: this.markingRefs,
    };
  }
}

/**
 * The time of the observations in a version of a report, in microseconds since 1970, so that no two versions of an id
 * share it. The time of the version is too coarse, because reports are loaded and published many to the second. A report
 * counts as a second older for each day between its day and its version: the later of two days is the newer one. A
 * fraction of a second that follows from type and identifier keeps reports of one day apart (two share one in a million).
 * The same report has a later time whenever its version has one.
 */
function observedVersion({
  type,
  date,
  list,
  versionAt,
}: Pick<StixReportFacts, 'type' | 'date' | 'list' | 'versionAt'>) {
  const version = Date.parse(versionAt) * 1000;
  const age = version - Date.parse(date) * 1000;
  const digits = hash('sha1', JSON.stringify([type, list]), 'hex').slice(0, 12);
  return version - Math.floor(age / DAY_SECONDS) + (Number.parseInt(digits, 16) % 1_000_000);
}
