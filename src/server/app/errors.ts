// Declares the errors of requests to the web application.
import { type ErrorRow, EXIT, operator } from '../../domain/error-row.js';

export const APP_ERRORS = {
  'sign-in-needed': operator('sign in first', EXIT.authentication, 401),
  'role-needed': operator('only users with the role {role} may do this', EXIT.authentication, 403),
  'session-unknown': operator('this session has ended already', EXIT.usage, 404),
  'host-refused': operator(
    'the web application is not known by this name. Open it at {address}, or set web_url',
    EXIT.usage,
    421,
  ),
  'origin-refused': operator('the request does not come from a page of the web application', EXIT.usage, 403),
  'proxy-header-refused': operator(
    'the header {header} came more than once. The proxy has to remove the one that a browser sends',
    EXIT.authentication,
    403,
  ),
  'session-too-busy': operator('too many requests. Try again in {seconds} s', EXIT.failed, 429),
  'page-not-built': operator(
    'the pages of the web application are missing. "npm run build" builds them',
    EXIT.failed,
    503,
  ),
  'app-not-ready': {
    message: 'the store is being opened. Try again in a moment',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 503,
  },
} as const satisfies Record<string, ErrorRow>;
