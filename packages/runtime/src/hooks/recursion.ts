import type { Hook } from './hook.ts';
import { patchRequests } from './http.ts';
import { checkInvoke, setFunctionName } from './invoke-depth.ts';
import { patch } from './patch.ts';
import { parseUrl } from './urls.ts';

/**
 * A function that invokes itself without end: Lambda's Invoke API called with its own name, deeper than the policy allows.
 * The request itself is looked at in http.ts (SDK clients) and here (fetch).
 */
export function recursionHook(functionName: string): Hook {
  return {
    id: 'recursion',
    install(context, modules) {
      setFunctionName(functionName);
      modules.whenLoaded('http', () => patchRequests(context));
      patch(
        globalThis,
        'fetch',
        (original) =>
          function fetch(this: unknown, ...args: unknown[]) {
            const stop = context.shield('recursion', () => {
              const url = urlText(args[0]);
              const path = url.includes('/functions/') ? parseUrl(url)?.pathname : undefined;
              return path === undefined ? undefined : checkInvoke(path, 'fetch', context);
            });
            return stop ? Promise.reject(stop) : original(this, args);
          },
      );
    },
  };
}

function urlText(input: unknown): string {
  return typeof input === 'string'
    ? input
    : input instanceof URL
      ? input.href
      : String((input as { url?: unknown })?.url);
}
