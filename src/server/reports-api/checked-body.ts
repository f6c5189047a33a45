// Checks the body of a request against the members of its method.
import type { z } from 'zod';
import { SundialError } from '../../domain/errors.js';
import type { RequestBody } from './body.js';
import type { Method } from './method.js';

/** The members that the method declares. @throws SundialError `call-invalid` */
export function checkedBody(method: Method, { apikey: _, help: __, ...members }: RequestBody): unknown {
  const checked = method.body.safeParse(members);
  if (checked.success) return checked.data;
  throw invalid(checked.error.issues[0]!);
}

function invalid({ path, message }: z.core.$ZodIssue): SundialError {
  const field = path.length > 0 ? path.map(String).join('.').slice(0, 100) : 'the request';
  return new SundialError('call-invalid', { field, problem: message });
}
