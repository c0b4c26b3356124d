import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readProjectText } from './project-text.ts';

const SOURCES = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|json|ya?ml|toml|html|sh)$|^(?:Dockerfile|Makefile)$/;
const SKIPPED = /^(?:node_modules|\.git|dist|build|coverage|\.aws-sam|\.serverless|cdk\.out|\.next|\.nuxt)$/;
const LOCKS = /^(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)$/;
const MAX_FILES = 5000;
const MAX_BYTES = 512 * 1024;
const MAX_TOTAL = 64 * 1024 * 1024;

/**
 * Whether any source or configuration below a folder names a package. Reads the files once, at the first question; where there
 * is more than can be read, the answer is yes, since nothing is known.
 */
export function mentionsBelow(root: string, folder: string): (name: string) => boolean {
  let texts: readonly string[] | undefined;
  return (name) => {
    texts ??= readTexts(root, folder);
    return texts.length === 0 || texts.some((text) => mentions(text, name));
  };
}

/** Not as a part of a longer name: `uuid` is not mentioned by `short-uuid`. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const before = text[at - 1] ?? '';
    const after = text[at + name.length] ?? '';
    if (!/[\w@/.-]/.test(before) && !/[\w-]/.test(after)) return true;
  }
  return false;
}

function readTexts(root: string, folder: string): string[] {
  const texts: string[] = [];
  const folders = [folder];
  let total = 0;
  let seen = 0;
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    let entries: import('node:fs').Dirent[];
    try {
      entries = readdirSync(path.join(root, next), { withFileTypes: true });
    } catch {
      continue;
    }
    for (const entry of entries) {
      const file = next === '' ? entry.name : `${next}/${entry.name}`;
      if (++seen > 50_000) return [];
      if (entry.isDirectory() && !SKIPPED.test(entry.name)) folders.push(file);
      if (!entry.isFile() || !SOURCES.test(entry.name) || LOCKS.test(entry.name)) continue;
      const text = readProjectText(root, file, MAX_BYTES);
      if (text === undefined) continue;
      total += text.length;
      if (texts.push(text) > MAX_FILES || total > MAX_TOTAL) return [];
    }
  }
  return texts;
}
