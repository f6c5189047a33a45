// Reads the publisher's own map for IntelMQ, https://interchange.shadowserver.org/intelmq/v1/schema, as rules.
import { z } from 'zod';
import { SundialError } from '../../domain/errors.js';
import type { Conversion, Rule } from './rule.js';
import type { RuleBook, TypeRules } from './rules.js';

/** [field or false, column, function, whether the function reads the whole row] */
const PART = z.tuple(
  [z.union([z.string(), z.literal(false)]), z.string()],
  z.union([z.string(), z.boolean()]),
);
const FEED = z.object({
  feed_name: z.string(),
  file_name: z.string(),
  url: z.string().optional(),
  required_fields: z.array(PART),
  optional_fields: z.array(PART),
  constant_fields: z.record(z.string(), z.string()),
});
type Feed = z.infer<typeof FEED>;

/** The functions of IntelMQ's parser, which the map names. */
const FUNCTIONS: Readonly<Record<string, Conversion>> = {
  add_UTC_to_timestamp: 'date',
  category_or_detail: 'category or detail',
  convert_bool: 'boolean',
  convert_date: 'date',
  convert_date_utc: 'date',
  convert_float: 'decimal',
  convert_http_host_and_url: 'url',
  convert_int: 'integer',
  extract_cve_from_tag: 'cves',
  force_base64: 'base64',
  invalidate_zero: 'nonzero',
  scan_exchange_identifier: 'exchange identifier',
  scan_exchange_taxonomy: 'exchange taxonomy',
  scan_exchange_type: 'exchange type',
  validate_fqdn: 'hostname or nothing',
  validate_ip: 'address or nothing',
  validate_network: 'network or nothing',
  validate_to_none: 'text',
};

/** A key of the map that describes the map itself. */
const META = '_meta';

/**
 * The rules of the map; report types that the map does not have keep those of `shipped`.
 *
 * @param content the parsed file
 * @throws SundialError `record-map` if the file is another one
 */
export function publishedRules(
  content: unknown,
  { format, file, shipped }: { readonly format: string; readonly file: string; readonly shipped: RuleBook },
): RuleBook {
  const refuse = (problem: string) => new SundialError('record-map', { format, file, problem });
  const read = z.record(z.string(), z.unknown()).safeParse(content);
  if (!read.success) throw refuse('it is no object of report types');
  const feeds = new Map<string, Feed>();
  for (const [key, value] of Object.entries(read.data)) {
    if (key === META) continue;
    const feed = FEED.safeParse(value);
    if (!feed.success) throw refuse(`the report type ${key} has another form than the publisher's`);
    feeds.set(feed.data.file_name, feed.data);
  }
  if (feeds.size === 0) throw refuse('it has no report types');
  const known = new Map([...feeds].map(([type, feed]) => [type, rulesOf(feed, shipped(type))] as const));
  return (type) => known.get(type) ?? shipped(type);
}

function rulesOf(feed: Feed, { defaults }: TypeRules): TypeRules {
  const columns = new Map<string, Rule[]>();
  const add = (parts: Feed['optional_fields'], isRequired: boolean) => {
    for (const [field, column, name] of parts) {
      const rules = columns.get(column) ?? [];
      columns.set(column, rules);
      rules.push([fieldName(field, column), conversion(name, isRequired)]);
    }
  };
  add(feed.required_fields, true);
  add(feed.optional_fields, false);
  return {
    feed: feed.feed_name,
    documentation: feed.url,
    constants: feed.constant_fields,
    defaults,
    ofColumn: (column) => columns.get(column),
  };
}

const fieldName = (field: string | false, column: string): string =>
  field === false ? '' : field === 'extra.' || field === `extra.${column}` ? 'extra' : field;

/** A function that Sundial does not know leaves the text as it is, as in IntelMQ. */
function conversion(name: string | boolean | undefined, isRequired: boolean): Conversion {
  const own = typeof name === 'string' && Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]! : 'verbatim';
  return isRequired && own === 'address or nothing' ? 'address' : own;
}
