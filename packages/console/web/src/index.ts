import { fileURLToPath } from 'node:url';

/** Folder that the workspace's build writes the page to; what `startConsole` takes as `webDir`. */
export const WEB_DIST = fileURLToPath(new URL('../dist', import.meta.url));
