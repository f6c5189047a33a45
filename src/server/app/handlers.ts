// Answers the requests of the web application's contract.
import { auditHandlers } from './audit-handlers.js';
import { dayHandlers } from './day-handlers.js';
import type { Handlers } from './endpoints.js';
import { entryHandlers } from './entry-handlers.js';
import { exploreHandlers } from './explore-handlers.js';
import { findingHandlers } from './finding-handlers.js';
import type { HandlerParts } from './handler-parts.js';
import { helpHandlers } from './help-handlers.js';
import { markHandlers } from './mark-handlers.js';
import { oidcHandlers } from './oidc-handlers.js';
import { reportHandlers } from './report-handlers.js';
import { runHandlers } from './run-handlers.js';
import { sessionHandlers } from './session-handlers.js';
import { settingsHandlers } from './settings-handlers.js';
import { storyHandlers } from './story-handlers.js';
import { subjectHandlers } from './subject-handlers.js';
import { userHandlers } from './user-handlers.js';
import { whitelistHandlers } from './whitelist-handlers.js';

export function handlersOf(parts: HandlerParts): Handlers {
  return {
    ...sessionHandlers(parts),
    ...oidcHandlers(parts),
    ...dayHandlers(parts),
    ...exploreHandlers(parts),
    ...findingHandlers(parts),
    ...reportHandlers(parts),
    ...runHandlers(parts),
    ...entryHandlers(parts),
    ...helpHandlers(parts),
    ...settingsHandlers(parts),
    ...userHandlers(parts),
    ...auditHandlers(parts),
    ...storyHandlers(parts),
    ...subjectHandlers(parts),
    ...markHandlers(parts),
    ...whitelistHandlers(parts),
  };
}
