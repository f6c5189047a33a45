// Runs all checks of the doctor, for its command and for the web application.
import type { Settings } from '../../../config/index.js';
import type { Check } from '../../../doctor/index.js';
import { unixSeconds } from '../../../domain/clock.js';
import { everything } from '../../../domain/everything.js';
import type { Store } from '../../../store/index.js';
import type { CliContext } from '../context.js';
import type { GlobalOptions } from '../global-options.js';
import { askMailServer } from './ask-mail-server.js';
import { askOutputs, askSources } from './ask-sources.js';
import { namedConstituents } from './named-constituents.js';
import { outputMarkings } from './output-markings.js';

export interface DoctorOptions extends GlobalOptions {
  readonly offline?: boolean;
}

export interface Examined {
  /** The store, if this process has it open. */
  readonly store: Store | undefined;
  /** Is called with the settings before anything is connected to; may end the command. */
  readonly begins?: (settings: Settings) => Promise<void>;
}

export async function diagnose(
  options: DoctorOptions,
  context: CliContext,
  { store, begins }: Examined,
): Promise<readonly Check[]> {
  const { apiChecks, checkDataFolder, checkSettings, endingChecks } = await import(
    '../../../doctor/index.js'
  );
  const { endings } = await import('../../../pipeline/index.js');
  const { checks, loaded } = await checkSettings(async () => {
    const { loadSettings } = await import('../../../config/index.js');
    return loadSettings({ flags: { ...options }, env: context.env, cwd: context.cwd });
  });
  if (!loaded) return checks;
  const { settings } = loaded;
  await begins?.(settings);
  const others = options.offline
    ? []
    : [
        ...(await askSources(settings, context)),
        ...(await askOutputs(settings, context)),
        await askMailServer(settings),
      ];
  const now = context.clock();
  const api = [...(await apiChecks(settings, now)), ...endingChecks(await endings(settings), now)];
  const stored = {
    held: store,
    named: await namedConstituents(settings),
    markings: await outputMarkings(settings),
    now: unixSeconds(now),
  };
  return [...checks, ...others, ...api, ...(await checkDataFolder(settings, everything, stored))];
}
