// The answers of MISP's REST API, as far as Sundial reads them. Numbers and flags come as text or not, by version.
import { z } from 'zod';

const ID = z.union([z.string(), z.number()]).transform(String);
const FLAG = z
  .union([z.boolean(), z.string(), z.number()])
  .transform((value) => [true, 1, '1'].includes(value));

export const VERSION = z.object({ version: z.string() });

export const USER = z.object({
  User: z.object({ email: z.string(), org_id: ID }),
  Role: z.object({
    ...{ name: z.string(), perm_add: FLAG, perm_modify: FLAG, perm_tagger: FLAG, perm_publish: FLAG },
  }),
});
export type Rights = z.infer<typeof USER>['Role'];

export const ORGANISATION = z.object({ Organisation: z.object({ name: z.string(), uuid: z.string() }) });

export const SHARING_GROUP = z.object({ SharingGroup: z.object({ id: ID, name: z.string() }) });

export const INDEX = z.array(z.object({ uuid: z.string(), info: z.string() }));

const ATTRIBUTE = z.object({
  ...{ uuid: z.string(), type: z.string(), category: z.string(), value: z.string() },
  object_relation: z.string().nullish(),
});
const OBJECT = z.object({
  ...{ uuid: z.string(), name: z.string(), 'meta-category': z.string(), description: z.string() },
  ...{ template_uuid: z.string(), template_version: ID, comment: z.string() },
  Attribute: z.array(ATTRIBUTE).default([]),
});
export const VIEW = z.object({
  Event: z.object({
    ...{ uuid: z.string(), info: z.string(), date: z.string(), published: FLAG },
    ...{ threat_level_id: ID, analysis: ID, distribution: ID, sharing_group_id: ID.default('0') },
    extends_uuid: z
      .string()
      .nullish()
      .transform((uuid) => uuid ?? ''),
    Tag: z.array(z.object({ name: z.string() })).default([]),
    ...{ Attribute: z.array(ATTRIBUTE).default([]), Object: z.array(OBJECT).default([]) },
  }),
});
export type HeldEvent = z.infer<typeof VIEW>['Event'];
export type HeldObject = z.infer<typeof OBJECT>;
export type HeldAttribute = z.infer<typeof ATTRIBUTE>;

export interface FailedAnswer {
  /** MISP's message with its errors; '' if the answer is not MISP's. */
  readonly words: string;
  /** Whether MISP understood the request and refused what is in it. */
  readonly hasErrors: boolean;
}

/** The answer to a failed request: `{"name", "message", "url"}`, with `errors` if MISP refused the content. */
export function failedAnswer(body: Buffer): FailedAnswer {
  try {
    const { message, errors } = JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>;
    const details = errors === undefined || typeof errors === 'string' ? errors : JSON.stringify(errors);
    return {
      words: [message, details].filter(Boolean).join(': '),
      hasErrors: errors !== undefined,
    };
  } catch {
    return { words: '', hasErrors: false };
  }
}
