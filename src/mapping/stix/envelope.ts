// The properties that all objects of a report share: author, marking, times, labels and the link to the publisher's page.
import type { TlpLevel } from '../../domain/stix-choices.js';
import { highestTlp, readTlp, type Tlp } from '../../domain/tlp.js';
import { MARKINGS } from './marking.js';
import { AUTHOR_ID, AUTHOR_NAME, type ReportNames } from './names.js';
import type { StixObject } from './object.js';
import type { StixOptions, StixReportFacts } from './report-facts.js';

/** The first label of every object, as OpenCTI's connector sets it. */
export const FIRST_LABEL = 'Shadowserver';

/** The author may never change: `created` of an identity is that of its first version. */
const AUTHOR_CREATED = '2020-01-01T00:00:00.000Z';

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
  private readonly version: string;

  constructor(
    { page, versionAt }: Pick<StixReportFacts, 'page' | 'versionAt'>,
    { tlp, tlpVersion }: Pick<StixOptions, 'tlp' | 'tlpVersion'>,
    private readonly names: Pick<ReportNames, 'published'>,
    rowsTlp?: Tlp,
  ) {
    const configured = MARKINGS[tlpVersion][tlp];
    const marking = MARKINGS[tlpVersion][moreConfidential(tlp, rowsTlp)];
    this.markings = marking === configured ? [configured] : [marking, configured];
    this.markingRefs = [marking.id];
    this.authorRefs = [configured.id];
    this.references =
      page === '' ? undefined : [{ source_name: 'source', description: 'Shadowserver Report', url: page }];
    this.version = new Date(versionAt).toISOString();
  }

  get author(): StixObject {
    return {
      ...{ type: 'identity', spec_version: '2.1', id: AUTHOR_ID },
      ...{ created: AUTHOR_CREATED, modified: AUTHOR_CREATED },
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

  /** Completes observed data, which has labels like other objects with versions, and those of OpenCTI's connector. */
  observation(object: StixObject, labels: Iterable<string>): StixObject {
    const all = [...labels];
    const opencti = { x_opencti_labels: [FIRST_LABEL, ...all], x_opencti_score: 0 };
    return { ...this.versioned(object, all), ...opencti };
  }

  /** Completes an object that has versions: its properties, and labels if it has any. @param created an instant */
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
