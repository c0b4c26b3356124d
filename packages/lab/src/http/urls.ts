import type { App, Trigger } from '@bulkhead/core';
import type { Router } from './destination.ts';

export interface FunctionUrlEntry {
  readonly method: string;
  /** Ready to paste; path parameters stay as `{id}`. */
  readonly url: string;
  /** `apigateway-v1`, `apigateway-v2`, `function-url` or `alb`. */
  readonly source: string;
}

/** One entry for each way into the function over HTTP, under a prefix only where its plain path leads elsewhere. */
export function listUrls(app: App, router: Router, base: string, functionId: string): FunctionUrlEntry[] {
  const fn = app.functions.find((candidate) => candidate.id === functionId);
  return (fn?.triggers ?? []).flatMap((trigger) => entriesOf(trigger, router, base, functionId));
}

function entriesOf(trigger: Trigger, router: Router, base: string, functionId: string): FunctionUrlEntry[] {
  if (trigger.type === 'apigateway-v1' || trigger.type === 'apigateway-v2') {
    const path = trigger.path === '$default' ? '/' : trigger.path;
    const prefix = leadsTo(router, trigger.method, path, trigger)
      ? ''
      : trigger.type === 'apigateway-v1'
        ? '/_rest'
        : '/_http';
    return [{ method: trigger.method, url: `${base}${prefix}${path}`, source: trigger.type }];
  }
  if (trigger.type === 'function-url') {
    return [{ method: 'ANY', url: `${base}/_url/${encodeURIComponent(functionId)}/`, source: trigger.type }];
  }
  if (trigger.type === 'alb') {
    const methods = trigger.methods.length > 0 ? trigger.methods : ['ANY'];
    const paths = trigger.paths.length > 0 ? trigger.paths : ['/'];
    return methods.flatMap((method) =>
      paths.map((path) => {
        const prefix = leadsTo(router, method, path, trigger) ? '' : '/_alb';
        return { method, url: `${base}${prefix}${path}`, source: trigger.type };
      }),
    );
  }
  return [];
}

/** Asks the router with the placeholders filled in. */
function leadsTo(router: Router, method: string, path: string, trigger: Trigger): boolean {
  const example = path.replace(/\{[^{}]+\}|[*?]/g, 'example');
  const found = router.resolve({ method: method === 'ANY' ? 'GET' : method, path: example, headers: [] });
  return ('match' in found && found.match.trigger === trigger) || ('route' in found && found.route.trigger === trigger);
}
