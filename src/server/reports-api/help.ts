// The answer to `{"help": true}`.
import { z } from 'zod';
import type { Method } from './method.js';

/** The method's own help, or the names of the members of its body, like upstream's lists of names. */
export function helpOf({ body, help }: Method): readonly string[] {
  return help ?? Object.keys(fieldsOf(body));
}

/** The members of a body as JSON Schema describes them. */
export function fieldsOf(body: z.ZodType): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }).properties ?? {};
}
