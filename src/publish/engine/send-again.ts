// Sends dead letters again that a person has marked, with the content that the store has now.
import type { EventMessage, FindingMessage, ReportMessage } from '../messages.js';
import type { FeedParts } from './feed-parts.js';
import type { Letter, Letters } from './letters.js';
import { eventMessage } from './message-of.js';
import type { Sender } from './sender.js';

const PAGE = 500;

/** @throws SundialError errors of the output, `output-refusing` */
export async function sendAgain(work: {
  readonly letters: Letters;
  readonly parts: FeedParts;
  readonly sender: Sender;
}): Promise<void> {
  for (let after = ''; ; ) {
    const letters = await work.letters.list(['again'], PAGE, after);
    const last = letters.at(-1);
    if (!last) return;
    await sendPage(letters, work);
    // The sender settles accepted letters. The remaining letters are no longer in the store, or were refused again.
    const left = await work.letters.list(['again'], PAGE, after);
    const ids = new Set(letters.map(({ id }) => id));
    await work.letters.settle(left.filter(({ id }) => ids.has(id)).map(({ id }) => id));
    after = last.id;
  }
}

async function sendPage(
  letters: readonly Letter[],
  { parts, sender }: { readonly parts: FeedParts; readonly sender: Sender },
): Promise<void> {
  const kept = letters.filter(({ message }) => message !== '');
  const findings = kept
    .filter(({ carries }) => carries === 'findings')
    .map((one) => parsed<FindingMessage>(one));
  if (findings.length > 0) await sender.send({ carries: 'findings', findings });
  const reports = kept
    .filter(({ carries }) => carries === 'reports')
    .map((one) => parsed<ReportMessage>(one));
  if (reports.length > 0) await sender.send({ carries: 'reports', reports });
  const slices = new Map<string, Letter[]>();
  for (const letter of letters.filter(({ carries }) => carries === 'events')) {
    const slice = `${letter.report_date} ${letter.report_type}`;
    slices.set(slice, [...(slices.get(slice) ?? []), letter]);
  }
  for (const own of slices.values()) await sendEvents(own, parts, sender);
}

async function sendEvents(letters: readonly Letter[], parts: FeedParts, sender: Sender): Promise<void> {
  const slice = { type: letters[0]!.report_type, date: letters[0]!.report_date };
  if (parts.takesSlices) return parts.slice(slice);
  const withdrawn = letters
    .filter((letter) => letter.withdrawn === 1 && letter.message !== '')
    .map((letter) => parsed<EventMessage>(letter))
    .map((event) => eventMessage(event, slice, event.constituents));
  const occasion = `again-${letters[0]!.at}`;
  if (withdrawn.length > 0)
    await sender.send({ carries: 'events', slice, occasion, appeared: [], withdrawn });
  const keys = letters.filter((letter) => letter.withdrawn === 0).map(({ id }) => id.slice(-32));
  if (keys.length > 0) await parts.withKeys(slice, keys, occasion);
}

const parsed = <Message>({ message }: Letter) => JSON.parse(message) as Message;
