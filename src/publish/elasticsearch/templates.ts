// The templates of the data streams: a component with the fields, which Sundial keeps current, and an index template that
// belongs to the operator once it exists.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { dataStreamPattern, ecsFields, ecsTypeOf, type FieldType } from '../../mapping/index.js';
import type { Client } from './client.js';
import { read } from './streams.js';

type Mapping = { readonly type: FieldType; readonly ignore_above?: number };
interface Properties {
  [name: string]: Mapping | Branch;
}
interface Branch {
  dynamic?: boolean;
  properties: Properties;
}

/** ECS's own limit: longer texts stay in the document, but are not found by their words. */
const KEYWORD: Mapping = { type: 'keyword', ignore_above: 1_024 };

/** Objects whose fields follow from columns, and so from the catalogue or from a loaded map. */
const OPEN_OBJECTS = ['shadowserver', 'extra', 'labels'];

/** Above Elastic's own templates for logs-*-*, which have 100. */
const PRIORITY = 200;

/** All columns of all types, the fields of ECS, and room for a map of one's own. */
const FIELDS_LIMIT = 2_000;

/** The content of the component template. @param more fields of a loaded map */
export function fieldsTemplate(more: readonly string[]) {
  const properties: Properties = {};
  for (const field of [...ecsFields(), ...more]) add(properties, field.split('.'), mappingOf(field));
  for (const name of OPEN_OBJECTS) {
    properties[name] ??= { properties: {} };
    (properties[name] as Branch).dynamic = true;
  }
  const template = {
    settings: { index: { mapping: { total_fields: { limit: FIELDS_LIMIT }, ignore_malformed: true } } },
    mappings: {
      ...{ dynamic: false, date_detection: false, numeric_detection: false },
      dynamic_templates: OPEN_OBJECTS.map((name) => ({
        [name]: { path_match: `${name}.*`, match_mapping_type: 'string', mapping: KEYWORD },
      })),
      properties,
    },
  };
  const hash = createHash('sha256').update(JSON.stringify(template)).digest('hex');
  return { template, _meta: { managed_by: 'sundial', hash } };
}

function mappingOf(field: string): Mapping {
  const type = ecsTypeOf(field);
  return type === 'keyword' ? KEYWORD : { type };
}

/** A field inside of a field with a value is left out, as records leave it out. */
function add(properties: Properties, [name = '', ...rest]: readonly string[], mapping: Mapping): void {
  const present = properties[name];
  if (rest.length === 0) {
    properties[name] ??= mapping;
    return;
  }
  const branch = present ?? { properties: {} };
  if (!('properties' in branch)) return;
  properties[name] = branch;
  add(branch.properties, rest, mapping);
}

const COMPONENTS = z.object({
  component_templates: z.array(
    z.object({ component_template: z.object({ _meta: z.record(z.string(), z.unknown()).optional() }) }),
  ),
});

/**
 * Writes the component template if it is missing or old, and the index template if it is missing.
 *
 * @throws SundialError `elasticsearch-*`
 */
export async function ensureTemplates(
  client: Client,
  more: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { template: name, stream } = client.target;
  if (name === '') return;
  const fields = `_component_template/${name}-fields`;
  const body = fieldsTemplate(more);
  const present = await client.ask({ method: 'GET', path: fields, signal, also: [404] });
  if (present.status === 404 || hashIn(client, present.json) !== body._meta.hash)
    await client.ask({ method: 'PUT', path: fields, body, signal });
  const index = `_index_template/${name}`;
  const { status } = await client.ask({ method: 'GET', path: index, signal, also: [404] });
  if (status !== 404) return;
  await client.ask({
    ...{ method: 'PUT', path: index, signal },
    body: {
      ...{ index_patterns: [dataStreamPattern(stream)], data_stream: {}, priority: PRIORITY },
      ...{ composed_of: [`${name}-fields`], _meta: { created_by: 'sundial' } },
    },
  });
}

function hashIn(client: Client, json: unknown): unknown {
  return read(client, COMPONENTS, json).component_templates[0]?.component_template._meta?.hash;
}
