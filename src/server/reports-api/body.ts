// Reads the body of a request: one JSON object of moderate depth.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';

export type RequestBody = Readonly<Record<string, unknown>>;

/** @throws SundialError `call-malformed` */
export function readBody(bytes: Uint8Array): RequestBody {
  const value = parsed(bytes);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || isDeeper(value, LIMITS.callDepth)) throw new SundialError('call-malformed');
  return value as RequestBody;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (thrown) {
    throw new SundialError('call-malformed', {}, { cause: thrown });
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}
