import { callSites } from '../call-sites.ts';

/**
 * Whether Node.js itself opens the file, to load a module. Stopping it would let a stranger who names the folder of the
 * code break a lazy import for good: a failed import stays failed. Asked only when the operation would be stopped.
 */
export function isModuleLoad(): boolean {
  // By files: ours first, above them who called one of our wrappers, as `readFileSync` and the like.
  const files = callSites(isModuleLoad, 20)?.map((site) => site.getFileName() ?? '') ?? [];
  const caller = files.findIndex((file) => file.startsWith('node:internal/'));
  const user = files.findIndex((file) => !file.startsWith('node:') && file !== files[0]);
  return caller !== -1 && (user === -1 || caller < user) && files[caller]!.startsWith('node:internal/modules/');
}
