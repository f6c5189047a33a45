// The members of the bodies of methods that ask for events, in every form that clients send.
import * as z from 'zod';

/** Clients send numbers as texts as well. */
export const whole = z
  .union(
    [
      z.int(),
      z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number),
    ],
    {
      error: 'expected a whole number',
    },
  )
  .pipe(z.int().min(1));

const value = z.union([z.string(), z.number().transform(String)]);

const NO_VALUES = 'expected a text or number, or a list of them';

/** A value or several, each with its operator. An empty list is refused, because it would not restrict anything. */
export const values = z.union(
  [value.transform((each) => [each]), z.array(value).min(1, { error: NO_VALUES })],
  { error: NO_VALUES },
);

/** `__proto__` as a field would be dropped, and the query would find more than it asks for. */
export function refusePrototype(given: unknown, context: z.RefinementCtx): unknown {
  if (typeof given === 'object' && given !== null && Object.hasOwn(given, '__proto__'))
    context.addIssue({ code: 'custom', message: 'unknown field "__proto__"' });
  return given;
}

/** Values by field. */
export const fields = z.preprocess(refusePrototype, z.record(z.string(), values));

/** One or several names of the caller's reports. */
export const report = values.optional();
