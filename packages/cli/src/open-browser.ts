import { spawn } from 'node:child_process';

/**
 * Opens a page in the person's browser, where there is one.
 * @returns false when no display can be found; nothing was started then
 */
export function openBrowser(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  platform = process.platform,
): boolean {
  const command = browserCommand(url, env, platform);
  if (!command) return false;
  const child = spawn(command[0]!, command.slice(1), { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
  return true;
}

export function browserCommand(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string[] | undefined {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['cmd', '/c', 'start', '', url];
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open', url] : undefined;
}
