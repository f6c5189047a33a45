// Compares the objects with those that OpenCTI's connector itself makes of the same rows, where its vectors are at hand.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Severity } from '../../domain/event-columns.js';
import { sharedData } from '../../records/testing/corpus.js';
import type { StixObject } from './object.js';
import type { StixOptions } from './report-facts.js';
import { made, original, type Row } from './testing/reports.js';

interface Vector {
  readonly type: string;
  readonly config: {
    marking: string;
    create_incident: boolean;
    incident_severity: Severity;
    incident_priority: 'P4';
  };
  readonly report: { file: string; id: string; timestamp: string; url: string };
  readonly input_csv: string;
  readonly rows_as_read: readonly Row[];
  readonly objects: readonly StixObject[];
}

/** Properties that differ by intention, by type or for all types (`*`), and why. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  '*.created': 'the day of the report or a constant, not the clock',
  '*.modified': 'the time of the version, not the clock',
  'vulnerability.external_references': 'reports of all types share it',
  '*.x_opencti_labels':
    'tags are divided at commas too, labels are those of all rows, and networks are marked',
  '*.labels': 'tags are divided at commas too, and labels are those of all rows',
  'identity.identity_class': 'the vocabulary of STIX is in lower case',
  'observed-data.number_observed': 'how many rows there are, not how many references',
  'observed-data.object_refs': 'also URLs and network traffic, which do not count for the id',
  'observed-data.first_observed': 'equal observations of several rows are one, from the first to the last',
  'observed-data.last_observed': 'equal observations of several rows are one, from the first to the last',
  'x509-certificate.serial_number': 'reports have it',
  'x509-certificate.subject_public_key_algorithm': 'reports have it',
  'x509-certificate.is_self_signed': 'reports have it',
  'x509-certificate.subject': 'reports have it',
  'x509-certificate.issuer': 'reports have it',
  'report.description':
    'no id of the API, with which the report can be downloaded; the number of rows, and severities',
  'report.object_refs': 'each reference once, also to URLs, network traffic and relationships',
  'case-incident.description': 'as that of the report',
  'case-incident.object_refs': 'those of the report, without author, artifact and observed data',
  'case-incident.severity': 'the highest of all rows, not of the last one',
  'note.note_types': 'a list, as STIX requires',
  'note.content': 'characters of Markdown in cells are escaped, and URLs are no links',
};

/** Objects that are not made by intention, and why. */
function reasonWithout(theirs: StixObject, { type, rows_as_read: rows }: Vector): string | undefined {
  if (theirs.type === 'artifact') return 'the original bytes, not rows that were written again';
  if (theirs.type === 'note' && rows.some((row) => Object.values(row).includes(0)))
    return 'notes show numbers that are zero, which the connector leaves out';
  if (theirs.type === 'observed-data' && type.startsWith('event'))
    return 'source and destination are observed separately';
  return undefined;
}

const folder = sharedData('golden/stix');

describe.skipIf(!folder)("the objects of OpenCTI's connector", () => {
  const vectors = folder ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const lines = new Map<string, number>();
  let compared = 0;
  let sameId = 0;
  let equal = 0;

  it.each(vectors)('%s', async (name) => {
    const vector = JSON.parse(readFileSync(path.join(folder!, name), 'utf8')) as Vector;
    const { objects, problems } = await madeOf(vector);
    expect(problems).toEqual([]);
    const ours = new Map(objects.map((object) => [object.id, object]));
    const unexplained: string[] = [];
    const differs = (what: string, reason: string | undefined) => {
      if (reason === undefined) unexplained.push(what);
      else lines.set(`${what}: ${reason}`, (lines.get(`${what}: ${reason}`) ?? 0) + 1);
    };
    for (const theirs of vector.objects) {
      const mine = ours.get(theirs.id);
      compared++;
      if (!mine) {
        differs(`${theirs.type} has another id`, reasonWithout(theirs, vector));
        continue;
      }
      sameId++;
      const properties = differing(theirs, mine);
      if (properties.every((property) => ['created', 'modified'].includes(property))) equal++;
      for (const property of properties)
        differs(
          `${theirs.type}.${property}`,
          DIFFERENCES[`${theirs.type}.${property}`] ?? DIFFERENCES[`*.${property}`],
        );
    }
    expect(unexplained).toEqual([]);
  });

  it('are the same but for differences with a reason', () => {
    const list = [...lines].map(([line, count]) => `  ${count} × ${line}`).sort();
    console.log(
      `${sameId} of ${compared} objects have the same id, ${equal} are equal but for times:\n${list.join('\n')}`,
    );
    expect(sameId / compared).toBeGreaterThan(0.85);
  });
});

function differing(theirs: StixObject, mine: StixObject): string[] {
  const properties = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
  return [...properties].filter((name) => JSON.stringify(theirs[name]) !== JSON.stringify(mine[name]));
}

async function madeOf(vector: Vector) {
  const { config, report } = vector;
  const options: Partial<StixOptions> = {
    ...{ names: 'connector', notes: 'one' },
    tlp: config.marking.replace('TLP:', '').toLowerCase() as StixOptions['tlp'],
    ...(config.create_incident && {
      incident: { severity: config.incident_severity, priority: config.incident_priority },
    }),
  };
  const facts = {
    ...{ type: vector.type, date: report.timestamp, list: 'example-asn', page: report.url },
    connector: { id: report.id, firstTime: String(vector.rows_as_read[0]!.timestamp) },
    original: original(report.file, vector.input_csv),
  };
  return made(vector.rows_as_read, { facts, options });
}
