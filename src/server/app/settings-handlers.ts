// Answers requests about the service itself: its options with where each value came from, and the checks of the doctor.
import { describeOptions } from '../../config/index.js';
import type { Check } from '../../doctor/index.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';
import { legible } from './legible.js';

export function settingsHandlers({ explained, data }: HandlerParts): Pick<Handlers, 'settings' | 'doctor'> {
  // Several who look at the same time get the same checks.
  let running: Promise<readonly Check[]> | undefined;
  const examined = () => {
    running ??= data()
      .examine()
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  return {
    settings: async () => legible({ options: describeOptions(explained) }),
    doctor: async () => legible({ checks: [...(await examined())] }),
  };
}
