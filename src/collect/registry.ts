// Lists the declarations of all sources. A new source is a folder beside this file and a line here.
import type { Declaration } from '../domain/declarations.js';
import { API } from './api/declaration.js';
import { MAIL } from './mail/declaration.js';

export const SOURCES = [API, MAIL] as const satisfies readonly Declaration[];
