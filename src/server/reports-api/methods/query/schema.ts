// reports/schema: the JSON schema of the rows of a report type, from the catalogue or from the caller's own reports.
import * as z from 'zod';
import { SundialError } from '../../../../domain/errors.js';
import { type ColumnKind, EVENT_COLUMNS, SEVERITIES } from '../../../../domain/event-columns.js';
import { normaliseType } from '../../../../domain/report.js';
import { typesNamed } from '../../../../query/index.js';
import type { Answer, Caller, Method } from '../../method.js';

const body = z.object({ type: z.string().min(1) });

type Body = z.output<typeof body>;

export const reportsSchema: Method<Body> = {
  name: 'reports/schema',
  summary: 'Shows the JSON schema of the rows of a report type.',
  body,
  help: ['type'],
  answer,
  deviations: [
    'The schema describes the rows of reports/download and reports/query: all values are texts, and `tag` is a list in reports/query. Upstream does not document the form of its schema.',
    'The columns are those of the catalogue. The columns of a type that the catalogue does not know are those of your own reports.',
  ],
};

async function answer({ type: asked }: Body, caller: Caller): Promise<Answer> {
  const { types } = await caller.store.events.facts();
  const type = oneOf(asked, typesNamed(asked, caller.catalogue, types));
  const { title, link, columns } = caller.catalogue.describe(type);
  return {
    value: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: type,
      description: link ? `${title}: ${link}` : title,
      type: 'object',
      properties: Object.fromEntries(
        (columns.length > 0 ? columns : await seenColumns(type, caller)).map((name) => [
          name,
          propertyOf(name),
        ]),
      ),
    },
  };
}

/** @throws SundialError `query-invalid` if the name covers several types */
function oneOf(asked: string, types: readonly string[]): string {
  const exact = types.find((id) => id === normaliseType(asked));
  if (exact ?? types.length === 1) return exact ?? types[0]!;
  throw new SundialError('query-invalid', {
    place: 'type',
    problem: `"${asked}" covers several types. Name one of ${types.join(', ')}`,
  });
}

/** Reports whose headers are read for a type that the catalogue does not know; headers rarely differ. */
const MOST_REPORTS = 100;

async function seenColumns(type: string, { store }: Caller): Promise<string[]> {
  const reports = await store.reports.list({ types: [type] }, MOST_REPORTS);
  return [...new Set(reports.flatMap(({ header }) => header))];
}

const TEXTS: Partial<Record<ColumnKind, string>> = {
  time: 'time in UTC, YYYY-MM-DD HH:MM:SS',
  severity: `one of ${SEVERITIES.join(', ')}`,
  range: 'IPv4 or IPv6 address, or a network in CIDR notation',
  address: 'IPv4 or IPv6 address',
  u16: 'whole number from 0 to 65535',
  u32: 'whole number from 0 to 4294967295',
};

/** Columns by name; the first columns of a field have the field's own name. */
const KINDS = new Map(EVENT_COLUMNS.flatMap(({ from, kind }) => from.map((name) => [name, kind] as const)));

/** The schema of a column. Cells may also be empty or hold a text in another form, so that only descriptions say more. */
function propertyOf(name: string): object {
  const kind = KINDS.get(name);
  if (kind === 'tags') return { type: ['string', 'array'], items: { type: 'string' } };
  const description = kind && TEXTS[kind];
  return { type: 'string', ...(description && { description }) };
}
