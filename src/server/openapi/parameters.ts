// The parameters of a route in the OpenAPI document, from the schema that checks them.
import { z } from 'zod';

/** Parameters of the query, in their order. */
export function queryParameters(query: z.ZodObject): readonly object[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = schema as Readonly<Record<string, unknown>>;
    return { name, in: 'query', required: required.includes(name), description, schema: rest };
  });
}
