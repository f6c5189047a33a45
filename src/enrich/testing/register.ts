// Describes places of registers for tests: nothing is set but what a test names.
import { lacks } from '../inventory/entry.js';
import type { RegisterContext, RegisterSource } from '../register/register-source.js';

export const registerAt = (given: Partial<RegisterSource>): RegisterSource => ({
  ...{ option: 'inventory', from: '', command: [], token: '', query: '', password: '', lacks },
  ...given,
});

/** No proxy, and a fixed time. */
export const NOWHERE: RegisterContext = { env: {}, clock: () => new Date('2026-03-04T08:00:00Z') };
