// Generates the reference page of the API for constituents from the list of its methods.
import type { ErrorRow } from '../../domain/error-row.js';
import { LIMITS } from '../../domain/limits.js';
import { membersOf } from './declared-members.js';
import { REPORTS_API_ERRORS } from './errors.js';
import type { Method } from './method.js';
import { METHODS } from './methods.js';

const INTRODUCTION = `# The API for constituents

<!-- Generated from src/server/reports-api by "npm run docs". Change it there. -->

Sundial answers constituents like the Shadowserver Foundation's Reports API, as its pages, its public tools and
other clients describe it; each answer contains only rows of the constituents of the key. [The
guide](../how-to/reports-api.md) says how to set it up.

## Requests

\`POST /api2/METHOD\` with one JSON object as the body. Its member \`apikey\` is the key, and the header \`HMAC2\` is the
HMAC-SHA256 of the exact bytes of the body, made with the secret, in hexadecimal digits. The content type does not
matter. A body may have ${LIMITS.callBytes / 1024} KiB and ${LIMITS.callDepth} levels of objects and lists.

With \`"help": true\` a method answers with the names that it accepts. Members that a method does not know are ignored.

## Answers

Answers are JSON with status 200. Any other status is an error, and the answer is \`{"error": "..."}\`:

| status | error |
| --- | --- |
`;

const DEVIATIONS = `
## Deviations from upstream

What upstream does is known from its documentation of 2021, its public tools and its maintainers' statements. For all
methods:

- The texts of errors are Sundial's own, except for those that clients are known to compare.
- Upstream has no limit of requests per second. Beyond the limits of a key, requests wait up to two
  seconds, and Sundial answers others with 429 and \`Retry-After\`, as it does to all calls of an
  address from which many come that no valid key signs.
- Methods outside of \`reports/\`, \`key/\` and \`test/\` do not exist.
- \`key/info\`: \`query_limit\` is the number of rows of one answer, \`query_count\` counts the requests of the day (UTC),
  and \`user\` is the label of the key.
`;

/** The page as a file. */
export function apiReference(): { path: string; content: string }[] {
  const sections = METHODS.map(sectionOf).join('\n');
  return [
    {
      path: 'docs/reference/api.md',
      content: `${INTRODUCTION}${errorRows()}\n${DEVIATIONS}\n## Methods\n\n${sections}`,
    },
  ];
}

function errorRows(): string {
  const shown = ({ http, message }: ErrorRow) =>
    `| ${http} | ${message.replaceAll(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase())} |`;
  return Object.values<ErrorRow>(REPORTS_API_ERRORS)
    .toSorted((one, other) => one.http - other.http)
    .map(shown)
    .join('\n');
}

function sectionOf(method: Method): string {
  const members = membersOf(method);
  const rows = members.map(
    ({ name, form, isRequired }) => `| \`${name}\`${isRequired ? ' (required)' : ''} | ${form} |`,
  );
  const table = rows.length > 0 ? `\n| member | form |\n| --- | --- |\n${rows.join('\n')}\n` : '';
  const deviations = method.deviations ?? [];
  const list =
    deviations.length > 0 ? `\nDeviations:\n\n${deviations.map((each) => `- ${each}`).join('\n')}\n` : '';
  return `### ${method.name}\n\n${method.summary}\n${table}${list}`;
}
