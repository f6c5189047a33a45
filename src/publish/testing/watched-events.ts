// Watches the events that an output by reports sends, for targets that do not hold the ids of events.
import type { OutputKind } from '../declaration.js';
import type { EventMessage } from '../messages.js';
import type { Output, SliceContent, SliceReport } from '../output.js';

/** The kind, with outputs that tell of each event before they send it. */
export function watchingEvents(kind: OutputKind, seen: (event: EventMessage) => void): OutputKind {
  const open: OutputKind['open'] = async (entry, context) => watched(await kind.open(entry, context), seen);
  return { ...kind, open };
}

function watched(output: Output, seen: (event: EventMessage) => void): Output {
  const replace = output.replace!.bind(output);
  const watchedReport = (report: SliceReport): SliceReport => ({
    ...report,
    async *read() {
      for await (const events of report.read()) {
        events.forEach(seen);
        yield events;
      }
    },
  });
  const watchedContent = (content: SliceContent): SliceContent => ({
    ...content,
    reports: async () => (await content.reports()).map(watchedReport),
  });
  output.replace = (content, signal) => replace(watchedContent(content), signal);
  return output;
}
