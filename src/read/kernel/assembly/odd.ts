// What the kernel leaves to TypeScript: cells whose text is not canonical, and subjects that are no IPv4 address.
// Bounds are addresses in the kernel's memory.

/** The number of a cell that is not canonical; 0 if there is none. */
export declare function oddNumber(max: u32, start: u32, end: u32): u32;

/** Seconds since 1970 of a cell that is not canonical; 0 if there are none. */
export declare function oddTime(start: u32, end: u32): u32;

/** The number of a severity that is not one of the five words; 0 if there is none. */
export declare function oddSeverity(start: u32, end: u32): u32;

/**
 * Writes first and last address of a cell that is not canonical IPv4 to `into`; false if the text has to be kept. A
 * network is refused unless `isRange`.
 */
export declare function oddAddress(isRange: bool, start: u32, end: u32, into: usize): bool;

/** The index of a word in the dictionary of a column, which grows if the word is new. */
export declare function wordIndex(column: u32, start: u32, end: u32): u32;

/** Adds the tags of a cell of the `row`-th row; false if the text has to be kept. */
export declare function addTags(row: u32, start: u32, end: u32): bool;

/** Adds the CVE ids of a cell of the `row`-th row. */
export declare function addCves(row: u32, start: u32, end: u32): void;

/**
 * Writes a subject to `into`: its kind, first and last address in the next 32 bytes, and its text behind them. Returns
 * the length of the text.
 */
export declare function oddSubject(form: u32, start: u32, end: u32, into: usize): u32;

/** Takes the hashed text of a row, of which a key of the earlier kind is wanted as well. */
export declare function earlierKey(message: usize, length: u32): void;
