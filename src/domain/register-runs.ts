// The names under which the log of runs has imports of the registers that another system keeps.

/** The command that imports each register. */
export const REGISTER_RUNS = { inventory: 'inventory import', leases: 'leases import' } as const;

export type RegisterName = keyof typeof REGISTER_RUNS;
