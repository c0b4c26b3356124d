import { visibleCharacter } from '@bulkhead/core';
import { type Route, routesOf } from '@bulkhead/rules';
import type { ScanReport } from '../scan.ts';

/** A route and the application that it belongs to. */
export interface ListedRoute extends Route {
  readonly app: string;
}

/** Every way into the scanned applications over HTTP, the open ones first. */
export function listRoutes({ models }: Pick<ScanReport, 'models'>): ListedRoute[] {
  const rank = { public: 0, unknown: 1, authenticated: 2, internal: 3 };
  return models
    .flatMap((model) => routesOf(model).map((route) => ({ app: model.app.name, ...route })))
    .sort((a, b) => rank[a.access] - rank[b.access]);
}

/** The routes as aligned columns. */
export function routesText(routes: readonly ListedRoute[]): string {
  if (routes.length === 0) return 'No route over HTTP was found.\n';
  const rows = routes.map((route) =>
    [
      route.access,
      route.by,
      `${route.method} ${route.path}`,
      route.function ?? '',
      `${route.app} ${route.api}`,
      `${route.place.file}:${route.place.line}`,
    ].map((cell) => cell.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, visibleCharacter)),
  );
  const head = ['access', 'by', 'route', 'function', 'API', 'place'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd();
  return `${[head, ...rows].map(line).join('\n')}\n`;
}
