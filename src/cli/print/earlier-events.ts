// Says why an output has sent nothing although the store has events.
import type { OutputStatus } from '../../publish/index.js';
import { counted } from './table.js';

/** Why an output has sent no events although the store has some; '' if it has sent any, or its start leaves none out. */
export function earlierNote(
  name: string,
  earlier: OutputStatus['earlier'],
  { appeared }: Pick<OutputStatus['sent'], 'appeared'>,
): string {
  if (!earlier || appeared > 0) return '';
  const { since, first, events } = earlier;
  return `${name}: no event since ${since}, with which it began (start); ${counted(events, 'event')} of earlier report dates are not sent. "sundial publish ${name} --since ${first}" sends them, as far as the output's conditions select them`;
}
