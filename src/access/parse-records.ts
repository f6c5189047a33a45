// Reads a file of secrets against its schema, with messages that quote none of its values.
import { z } from 'zod';

/** An instant in ISO 8601. */
export const instant = z.iso.datetime().transform((text) => new Date(text));

/** The content of a text of JSON. @throws Error that names the first fault, without any value */
export function parseRecords<Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The message of JSON.parse quotes the text.
    throw new Error('it is not JSON');
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const { path, code } = read.error.issues[0]!;
  throw new Error(`${path.map(String).join('.') || 'the file'}: ${code.replaceAll('_', ' ')}`);
}
