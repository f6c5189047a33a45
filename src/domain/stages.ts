// The stages of the mail pipeline in their order, and how a stage treats what it has done before.

/** The stages in the order in which they run, whatever the order in which a person names them. */
export const STAGES = ['email', 'migrate', 'refresh', 'process', 'country', 'service', 'ingest'] as const;
export type Stage = (typeof STAGES)[number];

/**
 * `auto` skips what the ledger says is done, `manual` lists what the stage would do and changes nothing, and `off` does
 * everything again.
 */
export const TRACKER_MODES = ['auto', 'manual', 'off'] as const;
export type TrackerMode = (typeof TRACKER_MODES)[number];
