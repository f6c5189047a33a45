// Checks what a request gives against the schema of its route.
import type { z } from 'zod';
import { SundialError } from '../../domain/errors.js';
import type { RequestBody } from './body.js';
import type { Method } from './method.js';

/** The members that the method declares. @throws SundialError `call-invalid` */
export function checkedBody(method: Method, { apikey: _, help: __, ...members }: RequestBody): unknown {
  return checked(method.body, members);
}

/** The values of a request as its schema reads them. @throws SundialError `call-invalid`, which names the first fault */
export function checked<Values>(schema: z.ZodType<Values>, given: unknown): Values {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0]!;
  const field = path.map(String).join('.').slice(0, 100) || 'the request';
  throw new SundialError('call-invalid', { field, problem: message });
}
