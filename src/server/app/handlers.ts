// Answers the requests of the web application's contract.
import { dayHandlers } from './day-handlers.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';
import { sessionHandlers } from './session-handlers.js';

export function handlersOf(parts: HandlerParts): Handlers {
  return { ...sessionHandlers(parts), ...dayHandlers(parts) };
}
