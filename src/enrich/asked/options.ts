// Declares the option that all enrichers have that are asked about addresses.

/** Days after which an answer is got again. */
export const maxAgeOption = <const Days extends number>(days: Days) =>
  ({
    name: 'max_age_days',
    section: 'Enrichers',
    type: 'integer',
    min: 1,
    max: 365,
    description: 'The days for which an answer is kept before the address is asked about again.',
    default: days,
    example: 14,
  }) as const;
