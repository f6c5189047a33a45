// Declares the Reports API as a source.
import type { Declaration } from '../../domain/declarations.js';
import { API_ERRORS } from './errors.js';

export const API = { kind: 'api', errors: API_ERRORS } as const satisfies Declaration;
