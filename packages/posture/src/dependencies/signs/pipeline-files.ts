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

const WORKFLOW = /^(?:\.gitlab-ci\.ya?ml|buildspec[\w.-]*\.ya?ml|bitbucket-pipelines\.yml|azure-pipelines\.ya?ml)$/;
const DOCKERFILE = /^(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.Dockerfile$/;
const MAKEFILE = /^(?:GNUm|M|m)akefile$/;
const SKIPPED =
  /^(?:node_modules|\.git|\.venv|venv|__pycache__|dist|build|coverage|\.aws-sam|\.serverless|cdk\.out|\.terraform|vendor|site-packages)$/;

/** Pipelines of GitHub, GitLab, CodeBuild, Bitbucket and Azure, Dockerfiles and Makefiles. Links are not followed. */
export function readPipelineFiles(root: string): PipelineFile[] {
  const found: PipelineFile[] = [];
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
      const kind = entry.isFile() ? kindOf(next.folder, entry.name) : undefined;
      const text = kind && readProjectText(root, file, LIMITS.manifestBytes);
      if (kind && text !== undefined) found.push({ file, kind, text });
    }
  }
  return found;
}

function kindOf(folder: string, name: string): PipelineFile['kind'] | undefined {
  if (WORKFLOW.test(name)) return 'workflow';
  // Workflows count at the root only: elsewhere GitHub does not run them.
  if ((folder === '.github/workflows' || folder === '.circleci') && /\.ya?ml$/.test(name)) return 'workflow';
  if (DOCKERFILE.test(name)) return 'dockerfile';
  return MAKEFILE.test(name) ? 'makefile' : undefined;
}
