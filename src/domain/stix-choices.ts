// Lists the choices that exports and outputs of STIX offer: levels of marking, names of reports, and priorities of cases.

/** Levels of the Traffic Light Protocol; `white` is the name of `clear` in TLP 1. */
export const TLP_LEVELS = ['clear', 'white', 'green', 'amber', 'amber+strict', 'red'] as const;
export type TlpLevel = (typeof TLP_LEVELS)[number];

/** The levels as people write them. */
export const TLP_LABELS = TLP_LEVELS.map((level) => `TLP:${level.toUpperCase()}` as const);

/** How reports and cases are named, which decides their ids. */
export const OPENCTI_NAMES = ['plain', 'connector'] as const;
/**
 * `plain`: by identifier, type and date, so that a re-issue is the same report. `connector`: by the API's id of the
 * report, as OpenCTI's connector for Shadowserver does; all who see that id can download the report.
 */
export type OpenctiNames = (typeof OPENCTI_NAMES)[number];

/** OpenCTI's priorities of cases. */
export const PRIORITIES = ['P1', 'P2', 'P3', 'P4'] as const;
export type Priority = (typeof PRIORITIES)[number];
