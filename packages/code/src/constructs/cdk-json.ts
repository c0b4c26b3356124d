import type { CodeProblem } from '@bulkhead/core';
import type { ProjectFiles } from '../engine/types.ts';
import { fieldsOf, readJson } from '../project/json.ts';
import { joinPath } from '../project/paths.ts';

/**
 * The file that a CDK application begins with, as `cdk.json` says by its command.
 * https://docs.aws.amazon.com/cdk/v2/guide/cli.html ("Specifying the app command")
 * @param folder of `cdk.json`, relative to the root
 */
export function cdkEntry(
  files: ProjectFiles,
  folder: string,
): { readonly file: string } | { readonly problem: CodeProblem } {
  const config = joinPath(folder, 'cdk.json') ?? 'cdk.json';
  const place = { file: config, line: 1, column: 1 };
  const app = fieldsOf(readJson(files, config)).app;
  if (typeof app !== 'string') {
    return { problem: { kind: 'missing-source', message: 'cdk.json names no app', place } };
  }
  const words = app.split(/[\s'"]+/).slice(0, 50);
  for (const word of words) {
    for (const file of candidates(word)) {
      const path = joinPath(folder, file);
      if (path !== undefined && files.isFile(path)) return { file: path };
    }
  }
  const other = /\b(mvn|gradlew?|dotnet|go)\b/.exec(app)?.[1];
  const message =
    other === undefined
      ? 'the app of cdk.json has no source here'
      : `this CDK application is built by ${other}, and only TypeScript, JavaScript and Python are read`;
  return { problem: { kind: other === undefined ? 'missing-source' : 'unsupported-language', message, place } };
}

/** What people wrote comes before what a compiler made of it. */
function candidates(word: string): readonly string[] {
  if (/\.[cm]?js$/.test(word)) {
    const stem = word.replace(/\.([cm]?)js$/, '.$1ts');
    return [stem, stem.replace(/^(?:\.\/)?(?:dist|build|lib|out)\//, ''), word];
  }
  if (/\.(?:[cm]?ts|tsx|py)$/.test(word)) return [word];
  return /^[\w./-]+$/.test(word) ? [`${word}.ts`, `${word}.js`, `${word}.py`] : [];
}
