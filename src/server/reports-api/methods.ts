// The list of all methods of the Reports API: one line for each.
import type { Method } from './method.js';
import { keyInfo } from './methods/key-info.js';
import { ping } from './methods/ping.js';
import { subscribed } from './methods/subscribed.js';

export const METHODS: readonly Method[] = [ping, keyInfo, subscribed];
