// Opens the sources that the settings name.
import type { Catalogue } from '../catalogue/index.js';
import { openReportsApi, type ReportsApi } from '../collect/index.js';
import type { Settings } from '../config/index.js';
import type { Clock } from '../domain/clock.js';
import { Secret } from '../domain/secret.js';

/** The Reports API of the settings. @throws SundialError `api-credentials` where there is no key or no secret */
export function openApi(
  settings: Settings,
  { clock, env, catalogue }: { clock: Clock; env: NodeJS.ProcessEnv; catalogue?: Catalogue },
): ReportsApi {
  return openReportsApi({
    url: settings.api_url,
    downloadUrl: settings.download_url,
    key: new Secret(settings.api_key),
    secret: new Secret(settings.api_secret),
    delaySeconds: settings.request_delay_seconds,
    timeoutSeconds: settings.request_timeout_seconds,
    ...(catalogue && { knownTypes: catalogue.types().map(({ id }) => id) }),
    env,
    clock,
  });
}
