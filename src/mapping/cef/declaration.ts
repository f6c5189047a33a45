// Declares the record format CEF.
import type { RecordFormat } from '../record-format.js';

export const CEF_FORMAT: RecordFormat = {
  name: 'cef',
  description: "ArcSight's Common Event Format",
  extension: '.cef',
  open: async (request) => (await import('./format.js')).openCef(request),
};
