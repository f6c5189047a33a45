// Checks STIX objects against the schemas of OASIS, and a bundle against the rules that no schema states.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { domainToASCII } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { STIX_LIMITS } from '../../../domain/limits-stix.js';
import type { StixObject } from '../object.js';
import type { StixBundle } from '../report-facts.js';

const SCHEMAS = path.join(import.meta.dirname, 'golden', 'oasis-schemas');
const FOLDERS = ['common', 'observables', 'sdos', 'sros'];

/** The schemas are written for regular expressions without the flag `u`. */
const ajv = new Ajv2020({ strict: false, unicodeRegExp: false, allErrors: true });
formats.default(ajv);
ajv.addFormat('idn-hostname', (text) => domainToASCII(text) !== '');
const NAMES = new Map<string, string>();
for (const folder of FOLDERS) {
  for (const name of readdirSync(path.join(SCHEMAS, folder))) {
    const schema = JSON.parse(readFileSync(path.join(SCHEMAS, folder, name), 'utf8'));
    ajv.addSchema(schema);
    NAMES.set(path.basename(name, '.json'), schema.$id);
  }
}

/** OpenCTI's own type, which has no schema. */
const WITHOUT_SCHEMA = ['case-incident'];

/** What the schemas object to, such as `ipv4-addr--…: /value must match pattern`. */
export function schemaProblems(objects: readonly StixObject[]): string[] {
  return objects.flatMap((object) => {
    if (WITHOUT_SCHEMA.includes(object.type)) return [];
    const id = NAMES.get(object.type);
    if (id === undefined) return [`${object.id}: no schema for this type`];
    const validate = ajv.getSchema(id)!;
    if (validate(object)) return [];
    return validate.errors!.map(
      ({ instancePath, message, params }) =>
        `${object.id}: ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  });
}

/** The objects of bundles, which have to be within the limits and to name referred objects before those that refer to them. */
export function checkedObjects(
  bundles: readonly StixBundle[],
  schemas: boolean,
): {
  objects: StixObject[];
  problems: string[];
} {
  const objects: StixObject[] = [];
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const bundle of bundles) {
    const parsed = JSON.parse(bundle.json) as { type: string; id: string; objects: StixObject[] };
    if (parsed.type !== 'bundle' || parsed.id !== bundle.id) problems.push(`${bundle.id}: not this bundle`);
    if (parsed.objects.length !== bundle.objects) problems.push(`${bundle.id}: not so many objects`);
    if (bundle.objects > STIX_LIMITS.bundleObjects) problems.push(`${bundle.id}: too many objects`);
    if (Buffer.byteLength(bundle.json) > STIX_LIMITS.bundleBytes)
      problems.push(`${bundle.id}: too many bytes`);
    for (const object of parsed.objects) {
      for (const [property, value] of Object.entries(object)) {
        if (!/_refs?$/.test(property)) continue;
        for (const id of [value].flat())
          if (!seen.has(String(id))) problems.push(`${object.id}: ${property} ${id} comes later`);
      }
      seen.add(object.id);
      objects.push(object);
    }
  }
  return { objects, problems: schemas ? [...problems, ...schemaProblems(objects)] : problems };
}
