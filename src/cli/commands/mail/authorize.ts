// `sundial mail authorize`: asks the user of a mailbox for permission to read it, keeps it, and tries it.
import { type Command, InvalidArgumentError } from 'commander';
import { asSundialError, EXIT } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { addSource, type SourceOptions } from '../../filters/source.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import { interruptible } from '../../frame/interrupt.js';
import { prose } from '../../print/prose.js';
import { checksJson, checksText } from './mail-output.js';

interface AuthorizeOptions extends SourceOptions {
  readonly port: number;
}

export function declareAuthorize(mail: Command, context: CliContext): void {
  bindAction<AuthorizeOptions>(
    addSource(mail.command('authorize'))
      .description(
        "ask the mailbox's user at Microsoft or Google for permission to read it, keep it, and check the mailbox",
      )
      .option('--port <n>', 'the port of 127.0.0.1 to which the browser returns; 0 = a free one', port, 0),
    context,
    (_args, options) => authorize(options, context),
  );
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('Expected a number from 0 to 65535.');
  return Number(text);
}

async function authorize(options: AuthorizeOptions, context: CliContext): Promise<number> {
  const [{ loadShownSettings }, pipeline] = await Promise.all([
    import('../../frame/workspace.js'),
    import('../../../pipeline/index.js'),
  ]);
  const settings = await loadShownSettings(options, context);
  const { clock, env } = context;
  const entry = pipeline.chosenEntry(pipeline.sourceEntries(settings), {
    command: 'mail fetch',
    name: options.source,
  });
  const granted = await interruptible(context, (signal) =>
    pipeline.authorizeSource(
      entry,
      settings,
      { clock, env },
      { show: context.note, signal, port: options.port },
    ),
  );
  if (!options.json) context.print(`The permission is kept in ${granted.file}.`);
  const sources = await pipeline.openEntries([entry], settings, { clock, env });
  try {
    const checks = await pipeline.checkSources(sources);
    const { expires = null, file } = granted;
    context.print(
      options.json
        ? json({ source: entry.name, file, expires, ...checksJson(checks) })
        : prose(context.page, checksText(checks)),
    );
    const [failed] = checks.flatMap((each) => ('error' in each ? [asSundialError(each.error)] : []));
    return failed?.row.exit ?? EXIT.done;
  } finally {
    await pipeline.closeSources(sources);
  }
}
