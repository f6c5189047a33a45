// `sundial doctor`: checks everything Sundial stands on, says what is wrong and how to put it right; changes nothing.
import path from 'node:path';
import type { Command } from 'commander';
import type { LoadedSettings } from '../../../config/index.js';
import { EXIT } from '../../../domain/errors.js';
import { everything } from '../../../domain/everything.js';
import { bindAction, type CliContext } from '../../frame/context.js';
import { leaveToService } from '../../frame/forward.js';
import type { HeldWorkspace } from '../../frame/workspace.js';
import { printable } from '../../print/table.js';
import type { Check } from './check.js';

export function declareDoctor(program: Command, context: CliContext): void {
  const command = program
    .command('doctor')
    .description(
      'check the machine, the configuration and the store, and say how to put right what is wrong',
    );
  bindAction(command, context, async (_args, options) => {
    const checks = await diagnose(options, context);
    const problems = checks.filter(({ status }) => status === 'problem').length;
    const warnings = checks.filter(({ status }) => status === 'warning').length;
    if (options.json) context.print(JSON.stringify({ problems, warnings, checks }));
    else context.print([...checks.map(lineOf), '', sumOf(problems, warnings)].join('\n'));
    return problems > 0 ? EXIT.failed : EXIT.done;
  });
}

async function diagnose(options: Record<string, unknown>, context: CliContext): Promise<Check[]> {
  const [{ check }, machine] = await Promise.all([import('./check.js'), import('./machine.js')]);
  const node = await check('node', () => machine.nodeFinding(process.versions.node));
  let loaded: LoadedSettings | undefined;
  const configuration = await check('configuration', async () => {
    const { loadSettings } = await import('../../../config/index.js');
    loaded = await loadSettings({ flags: options, env: context.env, cwd: context.cwd });
    return machine.configurationFinding(loaded);
  });
  // Without settings nobody knows which folder to look at.
  if (!loaded) return [node, configuration];
  const { settings } = loaded;
  await leaveToService(settings, context);
  return [
    node,
    configuration,
    await check('data folder', () => machine.folderFinding(settings.data_dir)),
    await check('disk', () => machine.spaceFinding(settings.data_dir)),
    await check('catalogue', () => machine.catalogueFinding(settings.data_dir)),
    ...(await keptChecks(loaded, context.held)),
  ];
}

/** The engine is loaded only here, so that the checks above run where it is missing. */
async function keptChecks({ settings }: LoadedSettings, held: HeldWorkspace | undefined): Promise<Check[]> {
  const [{ check }, machineOf, kept, { openArchive }] = await Promise.all([
    import('./check.js'),
    import('./machine.js'),
    import('./store.js'),
    import('../../../archive/index.js'),
  ]);
  const archive = openArchive(path.join(settings.data_dir, 'archive'));
  const originals = await check('archive', () => kept.archiveFinding(archive, settings));
  if (held)
    return [
      originals,
      await check('service', () => machineOf.serviceFinding()),
      ...(await kept.contentChecks(held.store.as(everything).health, archive, settings)),
    ];
  const isEmbedded = settings.store_url === '';
  return [
    originals,
    ...(isEmbedded ? [await check('lock', () => machineOf.lockFinding(settings.data_dir))] : []),
    ...(isEmbedded ? [await check('engine', () => kept.engineFinding(settings))] : []),
    ...(await kept.storeChecks(settings, archive)),
  ];
}

const SHOWN = { ok: 'ok     ', warning: 'WARNING', problem: 'PROBLEM' } as const;

function lineOf({ name, status, found, advice }: Check): string {
  const line = `${SHOWN[status]}  ${name}: ${printable(found)}`;
  return advice ? `${line}\n         -> ${printable(advice)}` : line;
}

function sumOf(problems: number, warnings: number): string {
  if (problems + warnings === 0) return 'All is well.';
  const several = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `${several(problems, 'problem')}, ${several(warnings, 'warning')}`;
}
