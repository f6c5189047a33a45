// SQL that finds all entries of a register (inventory, whitelist, constituents) that cover a subject: its networks and
// names.

/**
 * The first bits of an address. None of them is a case of its own, because the engine's compiled code, which it uses when
 * an expression was evaluated a few times, does not shift a number by all of its 128 bits.
 */
const key = (address: string, length: string) =>
  `if(${length} = 0, toUInt128(0), bitShiftRight(CAST(${address} AS UInt128), 128 - toInt16(${length})))`;

/**
 * Pairs each row, as `found`, with every network that contains its subject, as `covering`. Each prefix length in use
 * costs one hash table lookup. The engine's own dictionary of networks would return only the longest match
 * (decisions.md#covering-networks). The caller has to require `covering.last >= found.subject_last`, because a subject
 * that is wider than a network is not in it.
 *
 * @param rows SQL of rows with the subject's columns
 * @param networks SQL of rows with `first`, `last` and `prefix`
 * @param lengths SQL array of the prefix lengths in use
 */
export const inNetworks = (rows: string, networks: string, lengths = '{lengths:Array(UInt8)}') => `
  (SELECT *, arrayJoin(${lengths}) AS length, ${key('subject_first', 'length')} AS key
    FROM (${rows}) WHERE subject_kind IN ('ip', 'network')) AS found
  INNER JOIN (SELECT *, ${key('first', 'prefix')} AS key FROM (${networks})) AS covering
  ON found.length = covering.prefix AND found.key = covering.key`;

/**
 * Pairs each row, as `found`, with every entry for one of its names, as `covering`.
 *
 * @param names SQL array of the names to look up, such as `parents(host)`
 * @param named SQL of entries with `name`
 */
export const underNames = (rows: string, names: string, named: string) => `
  (SELECT *, arrayJoin(${names}) AS looked_for FROM (${rows})) AS found
  INNER JOIN (${named}) AS covering ON found.looked_for = covering.name`;

/** SQL array of a host name and all domains above it. */
export const parents = (host: string) =>
  `arrayMap(at -> arrayStringConcat(arraySlice(splitByChar('.', ${host}), at), '.'), range(1, length(splitByChar('.', ${host})) + 1))`;
