// Checks documents as an index does: by the types in its mapping. It is stricter than Elasticsearch with our template,
// because it ignores ignore_malformed, which would accept wrong numbers, times and addresses.
import { isIP } from 'node:net';

export interface Properties {
  readonly [name: string]: {
    readonly type?: string;
    readonly ignore_above?: number;
    readonly dynamic?: boolean;
    readonly properties?: Properties;
  };
}

/** Bytes of a term (Lucene's IndexWriter.MAX_TERM_LENGTH); longer texts need ignore_above. */
const TERM_BYTES = 32_766;

/**
 * Why the index refuses a document, in the words of Elasticsearch
 * (https://www.elastic.co/docs/reference/elasticsearch/mapping-reference/field-data-types); undefined if it does not.
 */
export function refusalOf(document: object, properties: Properties): string | undefined {
  if (!('@timestamp' in document)) return 'data stream timestamp field [@timestamp] is missing';
  return objectRefusal(document, properties, '');
}

function objectRefusal(value: object, properties: Properties, path: string): string | undefined {
  for (const [name, part] of Object.entries(value)) {
    const field = path === '' ? name : `${path}.${name}`;
    const refusal = fieldRefusal(part, properties[name], field);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function fieldRefusal(
  value: unknown,
  mapping: Properties[string] | undefined,
  field: string,
): string | undefined {
  if (mapping === undefined || value === null) return undefined;
  if (Array.isArray(value))
    return value.map((one) => fieldRefusal(one, mapping, field)).find((one) => one !== undefined);
  if (mapping.properties) {
    if (typeof value !== 'object')
      return `object mapping for [${field}] tried to parse field [${field}] as object, but found a concrete value`;
    return objectRefusal(value, mapping.properties, field);
  }
  if (typeof value === 'object')
    return `failed to parse field [${field}] of type [${mapping.type}]: Can't get text on a START_OBJECT`;
  return accepts(mapping, value as string | number)
    ? undefined
    : `failed to parse field [${field}] of type [${mapping.type}]`;
}

/** strict_date_optional_time: ISO 8601 with T, here with a zone. */
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))?$/;

function accepts({ type, ignore_above }: Properties[string], value: string | number): boolean {
  const text = String(value);
  switch (type) {
    case 'keyword':
      return text.length > (ignore_above ?? Number.MAX_SAFE_INTEGER) || Buffer.byteLength(text) <= TERM_BYTES;
    case 'text':
      return true;
    case 'long':
      return Number.isSafeInteger(value);
    case 'float':
      return typeof value === 'number' && Math.abs(value) <= 3.4028235e38;
    case 'date':
      return typeof value === 'string' && DATE.test(value) && !Number.isNaN(Date.parse(value));
    case 'ip':
      return isIP(text) > 0 && !text.includes('%');
    case 'ip_range':
      return isRange(text);
    default:
      return false;
  }
}

function isRange(text: string): boolean {
  const [address = '', length = '', ...more] = text.split('/');
  const bits = isIP(address) === 4 ? 32 : 128;
  return isIP(address) > 0 && /^\d+$/.test(length) && Number(length) <= bits && more.length === 0;
}
