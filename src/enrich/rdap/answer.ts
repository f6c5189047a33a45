// Reads the object of an IP network from an answer of RDAP (RFC 9083, 5.4): its range, holder and contact for abuse.
import { type AddressRange, isWithin, parseAddress } from '../../domain/address.js';
import type { EnrichedValues } from '../../domain/enriched.js';
import { LOOKUP_LIMITS } from '../../domain/limits-lookups.js';
import { foreignCountry } from '../foreign.js';
import { emailOf, nameOf } from './vcard.js';

/** What an answer says about an address. */
export interface RdapAnswer {
  readonly first: Uint8Array;
  readonly last: Uint8Array;
  readonly values: EnrichedValues;
}

interface Entity {
  readonly roles: readonly unknown[];
  readonly vcard: unknown;
  readonly depth: number;
}

/**
 * The answer about an address; undefined if it is no such answer, or one about addresses that were not asked for: a
 * server must not decide about the networks of others.
 */
export function readAnswer(json: unknown, address: string): RdapAnswer | undefined {
  if (!isObject(json) || json.objectClassName !== 'ip network') return undefined;
  const asked = parseAddress(address)!;
  const first = boundary(json.startAddress, address);
  const last = boundary(json.endAddress, address);
  if (!first || !last || !isWithin(asked, { first: first.first, last: last.last, isNetwork: true }))
    return undefined;
  return { first: first.first, last: last.last, values: valuesIn(json) };
}

/** An end of the range, of the same family as the address. */
function boundary(value: unknown, address: string): AddressRange | undefined {
  if (typeof value !== 'string' || value.includes(':') !== address.includes(':')) return undefined;
  const range = parseAddress(value);
  return range?.isNetwork ? undefined : range;
}

function valuesIn(json: Record<string, unknown>): EnrichedValues {
  const entities = [...entitiesIn(json)];
  const withRole = (role: string) => entities.filter(({ roles }) => roles.includes(role));
  const organisation = firstDefined(withRole('registrant'), ({ vcard }) => nameOf(vcard));
  const abuse = firstDefined(withRole('abuse'), ({ vcard }) => emailOf(vcard));
  const country = foreignCountry(json.country);
  return {
    ...(country !== undefined && { country }),
    ...(organisation !== undefined && { organisation }),
    ...(abuse !== undefined && { abuse }),
  };
}

/**
 * The entities of an object and, behind them, those within them: the contact for abuse is often an entity of the holder's
 * entity. Both their depth and their number are limited, so that an answer cannot keep the reader busy.
 */
function* entitiesIn(json: Record<string, unknown>): Generator<Entity> {
  let level: unknown[] = [json];
  let left: number = LOOKUP_LIMITS.rdapEntities;
  for (let depth = 0; depth < LOOKUP_LIMITS.rdapDepth; depth++) {
    const inner = level.flatMap((each) => (isObject(each) ? asList(each.entities) : [])).slice(0, left);
    left -= inner.length;
    for (const entity of inner)
      if (isObject(entity)) yield { roles: asList(entity.roles), vcard: entity.vcardArray, depth };
    level = inner;
  }
}

function firstDefined<T, R>(all: readonly T[], read: (each: T) => R | undefined): R | undefined {
  for (const each of all) {
    const value = read(each);
    if (value !== undefined) return value;
  }
  return undefined;
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
