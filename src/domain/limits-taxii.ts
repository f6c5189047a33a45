// Limits on what the TAXII server answers and remembers, each with the reason for its value.

const MiB = 1024 * 1024;

export const TAXII_LIMITS = {
  /** Objects of one answer; a client may ask for fewer. Platforms import so many at once without becoming unresponsive. */
  objects: 1_000,
  /** Bytes of one answer, which is made in memory. A note may have 3 MB, so that several of them fit. */
  bytes: 8 * MiB,
  /** Milliseconds after which an answer ends with what it has: well below the time of a request. */
  pageMs: 10_000,
  /**
   * Most objects that one event can add to a report, which is the number of dates that are reserved for an event: 20
   * vulnerabilities with a relationship each, and at most 40 observables, observations, relationships and notes.
   */
  eventObjects: 80,
  /** Dates reserved for each report besides those of its events: marking, author, and revocations. */
  reportObjects: 64,
  /** Slices that are read from the journal at once. Most answers end within a few. */
  entries: 50,
  /** Slices that one write to the journal adds: a year of a national feed is some 60,000. */
  written: 10_000,
  /** Unfinished readings that wait for the next request of a client; each holds the objects of up to 1,000 events. */
  keptReaders: 8,
  /** Milliseconds for which an unfinished reading waits: clients ask for the next page at once. */
  keptReaderMs: 60_000,
  /** Slices whose number of objects is remembered, some 50 bytes each. */
  counted: 100_000,
} as const;
