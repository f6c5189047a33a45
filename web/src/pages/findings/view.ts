// What the address of the list of findings says, and the command that shows the same.
import type { AnswerOf } from '../../data/request.ts';

export const GROUPINGS = {
  type: { title: 'by type', column: 'Type' },
  subject: { title: 'by subject', column: 'Subject' },
  network: { title: 'by network', column: 'Network' },
  asn: { title: 'by AS', column: 'AS' },
  severity: { title: 'by severity', column: 'Severity' },
} as const;
export type Grouping = keyof typeof GROUPINGS;

export type Finding = AnswerOf<'findings'>['rows'][number];

/** The command that lists the findings of a view; groups exist on the page only. */
export function commandOf(view: URLSearchParams): string[] {
  const named = (name: string) => {
    const value = view.get(name);
    return value === null ? [] : [`--${name}`, value];
  };
  const seen = view.get('seen');
  return [
    ...['sundial', 'findings'],
    ...named('state'),
    ...(seen === null ? [] : [`--${seen}`]),
    ...['date', 'since', 'subject'].flatMap(named),
    ...view.getAll('where').flatMap((condition) => ['--where', condition]),
  ];
}
