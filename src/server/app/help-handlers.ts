// Answers requests of the help: report types of the catalogue, and fields of queries.
import type { ReportType } from '../../catalogue/index.js';
import { SundialError } from '../../domain/errors.js';
import { normaliseType } from '../../domain/report.js';
import { documentedFields, FINDING_FIELDS, learnedType } from '../../query/index.js';
import type { AnswerOf } from './contract.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts, WebData } from './handler-parts.js';
import { legible } from './legible.js';

export function helpHandlers({ data }: HandlerParts): Pick<Handlers, 'types' | 'type' | 'fields'> {
  return {
    types: async () => legible({ types: data().catalogue.types({ retired: true }).map(typeOf) }),
    type: async ({ params: { type = '' } }) => legible(await oneOf(data(), normaliseType(type))),
    fields: async () => ({
      events: documentedFields().map(({ name, kind, api, answer }) => ({ name, kind, is_api: api, answer })),
      findings: [...FINDING_FIELDS],
    }),
  };
}

function typeOf(type: ReportType): AnswerOf<'types'>['types'][number] {
  const { id, title, severity, classification, group, family, retired, cadence } = type;
  return {
    ...{ id, title, severity, group },
    classification: `${classification.taxonomy}/${classification.type}`,
    addresses: ADDRESSES[family],
    issued: retired ? 'no longer' : cadence,
  };
}

const ADDRESSES: Readonly<Record<ReportType['family'], string>> = {
  ...{ 4: 'IPv4', 6: 'IPv6', both: 'IPv4 and IPv6', none: 'none' },
};

/** @throws SundialError `type-unknown` for a type that is neither in the catalogue nor loaded */
async function oneOf({ catalogue, operator }: WebData, id: string): Promise<AnswerOf<'type'>> {
  const type = catalogue.describe(id);
  const learned = await learnedType(operator, id);
  if (!type.known && !learned) throw new SundialError('type-unknown', { type: id, nearest: '' });
  const { known, name, link, subject, cveColumns, legacyNames, columns } = type;
  return {
    ...typeOf(type),
    ...{ is_known: known, name, link: link ?? null },
    subject: subject.map(({ column }) => column),
    cve_columns: [...cveColumns],
    legacy_names: [...legacyNames],
    columns: [...(known ? columns : learned!.columns)],
    loaded: learned
      ? {
          ...{ reports: learned.reports, rows: learned.rows, lists: [...learned.lists] },
          ...{ first_day: learned.firstDay, last_day: learned.lastDay },
        }
      : null,
  };
}
