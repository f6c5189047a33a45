// The values that enrichers add to events, as data: their names in code, and the columns that hold them.

/** How a value is stored: a number, or text with few or many distinct values. */
export type EnrichedKind = 'u32' | 'word' | 'text';

export interface EnrichedValue {
  /** The member of `EnrichedValues`. */
  readonly name: string;
  /** The column of tables of networks, such as `as_name`. */
  readonly column: string;
  /** The column of events, and the field of queries, such as `enriched_as_name`. */
  readonly field: string;
  readonly kind: EnrichedKind;
}

const value = <const Name extends string>(name: Name, column: string, kind: EnrichedKind) => ({
  name,
  column,
  field: `enriched_${column}`,
  kind,
});

/**
 * Everything that an enricher may know about an address, in the order of the columns. `country` is that of the allocation,
 * `geo` that of the place; `allocated` is a day, and `holder` a registry's own mark, which all networks of a holder share.
 */
export const ENRICHED_VALUES = [
  value('asn', 'asn', 'u32'),
  value('prefix', 'prefix', 'text'),
  value('asName', 'as_name', 'word'),
  value('registry', 'registry', 'word'),
  value('country', 'country', 'word'),
  value('allocated', 'allocated', 'word'),
  value('holder', 'holder', 'word'),
  value('organisation', 'organisation', 'word'),
  value('abuse', 'abuse', 'word'),
  value('geo', 'geo', 'word'),
  value('region', 'region', 'word'),
  value('city', 'city', 'word'),
  value('hostname', 'hostname', 'text'),
] as const satisfies readonly EnrichedValue[];

type Value = (typeof ENRICHED_VALUES)[number];
export type EnrichedName = Value['name'];

/** What is known about an address or network; a missing member is unknown. Texts are never empty, and `asn` is above 0. */
export type EnrichedValues = {
  readonly [V in Value as V['name']]?: V['name'] extends 'asn' ? number : string;
};

/** What an enricher knows about one network. */
export interface EnrichedNetwork extends EnrichedValues {
  /** The network for which the values hold, in CIDR form; one address is a network of full length. */
  readonly network: string;
  /** Unix seconds at which the values were got; omitted = when the table was read. */
  readonly gotAt?: number;
}

/** The sources and versions whose tables were consulted, the first one taking precedence; empty = not enriched. */
export const ENRICHED_BY = 'enriched_by';
/** The time of enrichment. */
export const ENRICHED_AT = 'enriched_at';
