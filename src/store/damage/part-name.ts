// Parses the names of the engine's parts, which tell the rows in a part and the parts that it replaced.

/** The fields of a part's name, such as `all_1_5_2` or `20260302_4_4_0_3`. */
export interface PartName {
  readonly partition: string;
  /** The first and the last insert whose rows the part holds. */
  readonly first: number;
  readonly last: number;
  /** The part's number of merges. */
  readonly level: number;
}

/** Reads a part's name; undefined for a name of another kind. */
export function parsePartName(name: string): PartName | undefined {
  const match = /^(.+?)_(\d+)_(\d+)_(\d+)(?:_\d+)?$/.exec(name);
  if (!match) return undefined;
  const [, partition = '', first, last, level] = match;
  return { partition, first: Number(first), last: Number(last), level: Number(level) };
}

/** Whether a part holds all rows of another one, because it is that part or was merged from it. */
export function covers(part: PartName, other: PartName): boolean {
  return (
    part.partition === other.partition &&
    part.first <= other.first &&
    part.last >= other.last &&
    part.level >= other.level
  );
}

/** Patches hold changes to rows of other parts and go when the engine has merged them in. */
export const isPatch = (name: string): boolean => name.startsWith('patch-');
