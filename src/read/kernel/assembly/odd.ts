// The functions that the kernel imports from TypeScript, for cells whose text is not canonical and for subjects other
// than IPv4 addresses. The bounds of cells, `start` and `end`, are addresses in the kernel's memory.

/** The number in a cell that is not canonical; 0 if the text is not a number. */
export declare function oddNumber(max: u32, start: u32, end: u32): u32;

/** Seconds since 1970 of a time that is not canonical; 0 if the text is not a time. */
export declare function oddTime(start: u32, end: u32): u32;

/** The number of a severity that is not one of the five words; 0 if the text is not a severity. */
export declare function oddSeverity(start: u32, end: u32): u32;

/**
 * Writes the first and last address of a cell that is not canonical IPv4 to `into`; false if the text has to be kept.
 * Accepts networks only if `isRange`.
 */
export declare function oddAddress(isRange: bool, start: u32, end: u32, into: usize): bool;

/** The index of a word in a column's dictionary. Adds the word if it is new. */
export declare function wordIndex(column: u32, start: u32, end: u32): u32;

/** Adds the tags of a cell of the `row`-th row; false if the text has to be kept. */
export declare function addTags(row: u32, start: u32, end: u32): bool;

/** Adds the CVE ids of a cell of the `row`-th row. */
export declare function addCves(row: u32, start: u32, end: u32): void;

/**
 * Writes a subject to `into`: the kind, at 16 and 32 bytes the first and last address, and at 48 bytes the text.
 * Returns the length of the text.
 */
export declare function oddSubject(form: u32, start: u32, end: u32, into: usize): u32;

/** Takes the hashed text of a row, for which a key of SHA-256 is needed as well. */
export declare function earlierKey(message: usize, length: u32): void;
