// The members of a method's body, for its help, the reference and the OpenAPI document.
import { z } from 'zod';
import type { Method } from './method.js';

/** A member of a body. */
export interface Member {
  readonly name: string;
  readonly isRequired: boolean;
  /** What clients may send, in words. */
  readonly form: string;
}

/** The parts of JSON Schema from which the words are made. */
export interface Form {
  readonly type?: string | string[];
  readonly anyOf?: readonly Form[];
  readonly allOf?: readonly Form[];
  readonly items?: Form;
  readonly enum?: readonly unknown[];
  readonly additionalProperties?: Form | boolean;
}

/** The members that a method declares, in order. */
export function membersOf(method: Pick<Method, 'body'>): Member[] {
  const { properties, required } = membersSchema(method);
  return Object.entries(properties).map(([name, form]) => ({
    ...{ name, isRequired: required.includes(name), form: wordsOf(form) },
  }));
}

/** The members of a body as JSON Schema. */
export interface MembersSchema {
  readonly properties: Readonly<Record<string, Form>>;
  readonly required: readonly string[];
}

/** The schema of the members that a method declares, as clients send them. */
export function membersSchema({ body }: Pick<Method, 'body'>): MembersSchema {
  const inner = body instanceof z.ZodPipe ? body.out : body;
  const shape = inner instanceof z.ZodObject ? (inner.shape as Readonly<Record<string, z.ZodType>>) : {};
  const members = Object.entries(shape);
  const schemaOf = (type: z.ZodType) => {
    const { $schema: _, ...form } = z.toJSONSchema(checkedPart(type), {
      io: 'input',
      unrepresentable: 'any',
    });
    return form as Form;
  };
  return {
    properties: Object.fromEntries(members.map(([name, type]) => [name, schemaOf(type)])),
    required: members.filter(([, type]) => !type.safeParse(undefined).success).map(([name]) => name),
  };
}

/** Behind a preparation of the value, the part that says what it may be. */
function checkedPart(type: z.ZodType): z.ZodType {
  if (type instanceof z.ZodOptional) return checkedPart(type.unwrap() as z.ZodType);
  const isPrepared = type instanceof z.ZodPipe && type.in instanceof z.ZodTransform;
  return isPrepared ? (type.out as z.ZodType) : type;
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'number',
  boolean: 'true or false',
};

function wordsOf({ type, anyOf, allOf, items, enum: choices, additionalProperties }: Form): string {
  if (choices) return choices.map((choice) => `\`${String(choice)}\``).join(', ');
  const parts = anyOf ?? allOf ?? (Array.isArray(type) ? type.map((each) => ({ type: each })) : undefined);
  if (parts) return [...new Set(parts.map(wordsOf))].join(' or ');
  if (type === 'array') return items ? `list of ${wordsOf(items)}` : 'list';
  if (type === 'object')
    return typeof additionalProperties === 'object'
      ? `object with ${wordsOf(additionalProperties)} for each name`
      : 'object';
  return WORDS[String(type)] ?? String(type ?? 'any');
}
