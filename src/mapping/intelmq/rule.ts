// The form of rules: into which field of IntelMQ a column goes, and how its text is converted.
import type { CONVERSIONS } from './conversions.js';

export type Conversion = keyof typeof CONVERSIONS;

/**
 * A field and a conversion. The field is one of IntelMQ's data format, a path below `extra`, or `extra` alone, which
 * stands for `extra` with the name of the column. '' = the column is left out.
 */
export type Rule = readonly [field: string, conversion: Conversion];

/** The rules of columns; a column with several rules becomes several fields. */
export type ColumnRules = Readonly<Record<string, readonly Rule[]>>;
