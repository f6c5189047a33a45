// Checks for `sundial doctor` whether the mail server accepts mail from Sundial, within a time limit and without
// sending any.
import type { Settings } from '../../../config/index.js';
import type { Check } from '../../../doctor/index.js';
import { LIMITS } from '../../../domain/limits.js';

export async function askMailServer(settings: Settings): Promise<Check> {
  const [{ mailServerCheck }, { checkMailServer, correspondents, mailServer }] = await Promise.all([
    import('../../../doctor/index.js'),
    import('../../../notify/index.js'),
  ]);
  return mailServerCheck(settings, async () => {
    const { to } = correspondents(settings);
    const server = await mailServer(settings);
    await checkMailServer(server, LIMITS.sourceCheckMs / 1000);
    return { host: server.host, port: server.port, recipients: to.length };
  });
}
