import { readdirSync } from 'node:fs';
import path from 'node:path';
import { LIMITS } from '../limits.ts';
import { readProjectText } from '../project-text.ts';

/** A file whose commands run where the application is built. */
export interface PipelineFile {
  /** Relative to the project root. */
  readonly file: string;
  readonly kind: 'workflow' | 'dockerfile' | 'makefile';
  readonly text: string;
}

/** Entries of folders that are looked at; a monorepo of 500 functions has fewer than 50,000 outside of node_modules. */
const MAX_ENTRIES = 50_000;
const MAX_DEPTH = 8;
const MAX_FILES = 500;

const WORKFLOW =
  /^(?:\.gitlab-ci\.ya?ml|buildspec[\w.-]*\.ya?ml|bitbucket-pipelines\.yml|azure-pipelines\.ya?ml|\.travis\.yml)$/;
const DOCKERFILE = /^(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.Dockerfile$/;
const MAKEFILE = /^(?:GNUm|M|m)akefile$/;
const LOCKS = /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)$/;
const SKIPPED =
  /^(?:node_modules|\.git|\.venv|venv|__pycache__|dist|build|coverage|\.aws-sam|\.serverless|cdk\.out|\.terraform|vendor|site-packages)$/;

/**
 * Pipelines of GitHub, GitLab, CodeBuild, Bitbucket, Azure and Travis, Dockerfiles and Makefiles, and the paths of all lock
 * files that lie anywhere in the project. Links are not followed.
 */
export function readPipelineFiles(root: string): { files: PipelineFile[]; lockFiles: ReadonlySet<string> } {
  const found: PipelineFile[] = [];
  const lockFiles = new Set<string>();
  const waiting = [{ folder: '', depth: 0 }];
  let entries = 0;
  for (let next = waiting.shift(); next && entries < MAX_ENTRIES && found.length < MAX_FILES; next = waiting.shift()) {
    let names: import('node:fs').Dirent[];
    try {
      names = readdirSync(path.join(root, next.folder), { withFileTypes: true });
    } catch {
      continue;
    }
    for (const entry of names.sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, 10_000)) {
      entries++;
      const file = next.folder === '' ? entry.name : `${next.folder}/${entry.name}`;
      if (entry.isDirectory() && next.depth < MAX_DEPTH && !SKIPPED.test(entry.name))
        waiting.push({ folder: file, depth: next.depth + 1 });
      if (entry.isFile() && LOCKS.test(entry.name)) lockFiles.add(file);
      const kind = entry.isFile() ? kindOf(next.folder, entry.name) : undefined;
      const text = kind && readProjectText(root, file, LIMITS.manifestBytes);
      if (kind && text !== undefined) found.push({ file, kind, text });
    }
  }
  return { files: found, lockFiles };
}

function kindOf(folder: string, name: string): PipelineFile['kind'] | undefined {
  if (WORKFLOW.test(name)) return 'workflow';
  // Workflows count at the root only: elsewhere GitHub does not run them.
  if ((folder === '.github/workflows' || folder === '.circleci') && /\.ya?ml$/.test(name)) return 'workflow';
  if (DOCKERFILE.test(name)) return 'dockerfile';
  return MAKEFILE.test(name) ? 'makefile' : undefined;
}
