// The parameters of requests for objects, manifests and versions (TAXII 2.1, section 3.4).
import { z } from 'zod';
import { SundialError } from '../../domain/errors.js';
import { TAXII_LIMITS } from '../../domain/limits-taxii.js';
import { microsecondsOf } from '../../domain/microseconds.js';
import { checked } from '../reports-api/checked-body.js';

/** Characters of one parameter. */
const CHARACTERS = 10_000;

const list = (form: RegExp, problem: string) =>
  z
    .string()
    .max(CHARACTERS)
    .transform((text) => text.split(','))
    .refine((values) => values.every((value) => form.test(value)), problem)
    .optional();

const isVersion = (text: string) => /^(last|first|all)$/.test(text) || microsecondsOf(text) !== undefined;
/** Section 3.4.1: each value once, and `all` by itself. */
const areTogether = (values: readonly string[]) =>
  new Set(values).size === values.length && (values.length === 1 || !values.includes('all'));

/** Unknown parameters are refused: a misspelled filter would give everything without notice. */
export const OBJECTS_QUERY = z.strictObject({
  added_after: z
    .string()
    .refine((text) => microsecondsOf(text) !== undefined, 'is not a time such as 2026-03-01T12:00:00.000001Z')
    .optional()
    .describe('Only objects that were added after this time.'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .default(TAXII_LIMITS.objects)
    .describe(`The most objects of the answer; never more than ${TAXII_LIMITS.objects}.`),
  next: z
    .string()
    .max(32)
    .regex(/^[A-Za-z0-9_-]+$/, 'is not the value of "next" of an answer')
    .optional()
    .describe('The value of "next" of the answer before.'),
  'match[id]': list(/^[a-z0-9-]+--[0-9a-f-]{36}$/, 'has to be ids of objects, separated by commas').describe(
    'Only these objects.',
  ),
  'match[type]': list(/^[a-z0-9-]+$/, 'has to be types of objects, separated by commas').describe(
    'Only objects of these types.',
  ),
  'match[version]': z
    .string()
    .max(CHARACTERS)
    .transform((text) => text.split(','))
    .refine((values) => values.every(isVersion), 'has to be last, first, all or times, separated by commas')
    .refine(areTogether, 'has a value twice, or all beside others')
    .optional()
    .describe(
      'Which versions of an object: last (unless set), first, or those of these times, also several of them; or all.',
    ),
  'match[spec_version]': list(/^\d\.\d$/, 'has to be versions of STIX such as 2.1').describe(
    'Only objects of these versions of STIX; all have 2.1.',
  ),
});

/** The versions of an object that are asked for: those that are any of these. */
export interface VersionChoice {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Microseconds since 1970. */
  readonly times: ReadonlySet<number>;
}

export const LAST_VERSION: VersionChoice = { isFirst: false, isLast: true, times: new Set() };

/** What a client asks for. */
export interface ObjectsQuery {
  /** Only objects with later dates, in microseconds since 1970. */
  readonly after: number;
  readonly limit: number;
  readonly ids?: ReadonlySet<string> | undefined;
  readonly types?: ReadonlySet<string> | undefined;
  readonly versions: 'all' | VersionChoice;
  /** Whether no object can match, because all have another version of STIX. */
  readonly isNothing: boolean;
  /** Whether the client reads from the beginning. */
  readonly isFromStart: boolean;
}

/** @param ids the objects that the path names @throws SundialError `call-invalid` */
export function readObjectsQuery(query: unknown, ids?: readonly string[]): ObjectsQuery {
  const read = checked(OBJECTS_QUERY, { ...(query as object) });
  const named = ids ?? read['match[id]'];
  const specs = read['match[spec_version]'];
  return {
    after: Math.max(0, microsecondsOf(read.added_after ?? '') ?? 0, positionOf(read.next)),
    limit: Math.min(read.limit, TAXII_LIMITS.objects),
    ids: named && new Set(named),
    types: read['match[type]'] && new Set(read['match[type]']),
    versions: versionsOf(read['match[version]']),
    isNothing: specs !== undefined && !specs.includes('2.1'),
    isFromStart: read.added_after === undefined && read.next === undefined,
  };
}

function versionsOf(values: readonly string[] = ['last']): ObjectsQuery['versions'] {
  if (values.includes('all')) return 'all';
  if (values.join() === 'last') return LAST_VERSION;
  return {
    isFirst: values.includes('first'),
    isLast: values.includes('last'),
    times: new Set(values.map(microsecondsOf).filter((time) => time !== undefined)),
  };
}

/** The value of `next` for a position: opaque to clients. */
export function nextOf(position: number): string {
  return Buffer.from(String(position)).toString('base64url');
}

function positionOf(next: string | undefined): number {
  if (next === undefined) return 0;
  const text = Buffer.from(next, 'base64url').toString();
  if (!/^\d{1,16}$/.test(text))
    throw new SundialError('call-invalid', {
      field: 'next',
      problem: 'is not the value of "next" of an answer',
    });
  return Number(text);
}
