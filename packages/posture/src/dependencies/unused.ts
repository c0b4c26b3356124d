import type { PostureFinding } from '@bulkhead/core';
import { dependencyFinding } from './finding.ts';
import type { Manifest } from './lock/manifest.ts';

/** Packages that are used without an import: plugins, types, tools that put themselves into `dependencies`. */
const WITHOUT_IMPORT =
  /^(?:@types\/|serverless(?:-|$)|aws-cdk$|aws-cdk-lib$|constructs$|typescript$|ts-node$|tslib$|source-map-support$|regenerator-runtime$|core-js$|@babel\/runtime|@swc\/helpers$|.*-loader$)|(?:^|\/)(?:eslint|babel|webpack|prettier|jest|rollup|esbuild|vite)(?:-|$)/;

/**
 * What a package.json asks for in `dependencies` and no function reaches: it makes the archive larger and brings its
 * vulnerabilities along. Only asked where every function that the manifest holds for was read whole.
 * @param isReached whether one of these functions imports it, or reaches it through others
 * @param isMentioned whether some other file of the project names it: a front end, a script, a configuration
 */
export function unusedFindings(
  manifest: Manifest,
  isReached: (name: string) => boolean,
  isMentioned: (name: string) => boolean,
): PostureFinding[] {
  const findings: PostureFinding[] = [];
  for (const { name, kind, line } of manifest.needs) {
    if (kind !== 'normal' || isReached(name) || WITHOUT_IMPORT.test(name) || isMentioned(name)) continue;
    findings.push(
      dependencyFinding('dependency-unused', {
        severity: 'low',
        message: `${name} is in "dependencies" and no function reaches it`,
        place: { file: manifest.file, line, column: 1 },
        fix: `Remove it (npm uninstall ${name}), or move it to devDependencies if only tools use it.`,
        key: [manifest.file, name],
      }),
    );
  }
  return findings;
}
