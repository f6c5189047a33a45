// Lists the choices that exports and outputs of STIX offer: levels of marking, and priorities of cases.

/** Levels of the Traffic Light Protocol; `white` is the name of `clear` in TLP 1. */
export const TLP_LEVELS = ['clear', 'white', 'green', 'amber', 'amber+strict', 'red'] as const;
export type TlpLevel = (typeof TLP_LEVELS)[number];

/** OpenCTI's priorities of cases. */
export const PRIORITIES = ['P1', 'P2', 'P3', 'P4'] as const;
export type Priority = (typeof PRIORITIES)[number];
