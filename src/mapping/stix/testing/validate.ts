// Checks STIX objects against the schemas of OASIS, and a bundle against the rules that no schema states.
import { hash } from 'node:crypto';
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

/** OpenCTI's own type has no schema: its common properties are checked, which must not include a severity. */
const OWN_TYPE = 'case-incident';

/** Hashes of the objects that were valid: tests make the same ones many times. */
const valid = new Set<string>();

/** What the schemas object to, such as `ipv4-addr--…: /value must match pattern`. */
export function schemaProblems(objects: readonly StixObject[]): string[] {
  return objects.flatMap((object) => {
    const key = hash('sha1', JSON.stringify(object));
    if (valid.has(key)) return [];
    const problems = problemsOf(object);
    if (problems.length === 0) valid.add(key);
    return problems;
  });
}

function problemsOf(object: StixObject): string[] {
  const { severity: _, ...common } = object;
  const [schema, checked] = object.type === OWN_TYPE ? ['core', common] : [object.type, object];
  const id = NAMES.get(schema);
  if (id === undefined) return [`${object.id}: no schema for this type`];
  const validate = ajv.getSchema(id)!;
  if (validate(checked)) return [];
  return validate.errors!.map(
    ({ instancePath, message, params }) =>
      `${object.id}: ${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** @throws Error that names what does not fit the schemas */
export function requireValid(objects: readonly StixObject[]): void {
  const problems = schemaProblems(objects);
  if (problems.length > 0)
    throw new Error(`objects that do not fit the schemas of OASIS:\n${problems.join('\n')}`);
}

/** All objects that a double receives. It takes what the original would, and the test fails when it stops the double. */
export class ReceivedObjects {
  /** The number of objects that were checked. */
  checked = 0;
  private readonly wrong: StixObject[] = [];

  check(objects: readonly StixObject[]): void {
    this.checked += objects.length;
    this.wrong.push(...objects.filter((object) => schemaProblems([object]).length > 0));
  }

  /** @throws Error that names what does not fit the schemas */
  requireValid(): void {
    requireValid(this.wrong);
  }
}

/**
 * The objects of bundles, which have to be within the limits and to name referred objects before those that refer to them.
 *
 * @throws Error if an object does not fit the schemas
 */
export function checkedObjects(bundles: readonly StixBundle[]): {
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
  requireValid(objects);
  return { objects, problems };
}
