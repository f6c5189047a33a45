// Lists the declarations of all outputs. A new output is a folder beside this file and a line here.
import type { Declaration } from '../domain/declarations.js';

export const OUTPUTS = [] as const satisfies readonly Declaration[];
