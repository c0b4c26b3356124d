import type { ProjectFiles } from '../engine/types.ts';
import { baseName, folderOf, foldersUp, inFolder, joinPath } from './paths.ts';

/** What a Dockerfile says of the function that its image is. */
export interface ImageSource {
  readonly handler: string;
  /** Folders that may become `/var/task`, likeliest first. */
  readonly codeRoots: readonly string[];
  /** Folders of the project whose content is copied into the image. */
  readonly copied: readonly string[];
}

const DOCKERFILE = /^(?:Dockerfile(?:\.[\w-]+)?|[\w-]+\.dockerfile)$/i;
const SKIPPED = /^(\..*|node_modules|vendor|venv|site-packages|__pycache__|cdk\.out)$/;
const MOST_FOLDERS = 2_000;
const DEEPEST = 6;
/** Instructions of one Dockerfile that are looked at. */
const MOST_COPIES = 32;
/** What runs a handler in an image: AWS's own images, or the client of the Runtime API in any other. */
const RUNS_HANDLERS = /(?:^|\/|\s)(?:lambda\/|amazon\/aws-lambda-)(?:nodejs|python)\b|awslambdaric|aws-lambda-ric/i;
/** AWS's images of languages that are not read. */
const RUNS_OTHERS = /^FROM\s.*(?:lambda\/|amazon\/aws-lambda-)(go|java|dotnet|ruby|provided)\b/i;
const HANDLER = /^(?!.*\.\.)[\w./-]+\.[\w$]+$/;
const isHandler = (word: string): boolean => word.length <= 256 && HANDLER.test(word);

/** The functions that Dockerfiles of a project describe. */
export function sourcesOfImages(files: ProjectFiles): readonly ImageSource[] {
  const found: ImageSource[] = [];
  let folders: readonly string[] = [''];
  let left = MOST_FOLDERS;
  for (let depth = 0; depth <= DEEPEST && folders.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of folders) {
      if (left-- <= 0) return found;
      for (const name of files.list(folder)) {
        const inner = inFolder(folder, name);
        if (DOCKERFILE.test(name) && files.isFile(inner)) found.push(...readDockerfile(files, inner));
        else if (!SKIPPED.test(name) && files.isFolder(inner)) next.push(inner);
      }
    }
    folders = next;
  }
  return found;
}

/** The instructions of a Dockerfile's last stage, which is the image; none where it cannot be read. */
function lastStage(files: ProjectFiles, file: string): readonly string[] {
  const read = files.read(file);
  if ('problem' in read) return [];
  const lines = read.text
    .replace(/^[ \t]*#.*$/gm, '')
    .replace(/\\\r?\n/g, ' ')
    .split('\n')
    .map((line) => line.trim());
  return lines.slice(
    Math.max(
      lines.findLastIndex((line) => /^FROM\s/i.test(line)),
      0,
    ),
  );
}

/** The language of an image that is built on one of AWS's, where it is none that is read. */
export function otherLanguageOf(files: ProjectFiles, file: string): string | undefined {
  return RUNS_OTHERS.exec(lastStage(files, file)[0] ?? '')?.[1];
}

/**
 * @param context folder that is built, where that is known
 * @param command what the function runs in place of the image's own command
 * @returns one, or none where it describes no function
 */
export function readDockerfile(
  files: ProjectFiles,
  file: string,
  context?: string,
  command?: string,
): readonly ImageSource[] {
  const stage = lastStage(files, file);
  if (!stage.some((line) => RUNS_HANDLERS.test(line)) && !isOnTop(stage)) return [];
  const handler = command ?? ['CMD', 'ENTRYPOINT'].flatMap((name) => wordsOf(stage, name)).find(isHandler);
  if (handler === undefined) return [];
  // What is copied is named from the folder that is built, which is the Dockerfile's or one around it.
  const contexts = context === undefined ? foldersUp(folderOf(file)) : [context];
  const named = copiedFolders(stage).slice(0, MOST_COPIES);
  const copied = contexts
    .flatMap((built) => named.flatMap((folder) => joinPath(built, folder) ?? []))
    .filter((folder) => files.isFolder(folder));
  const codeRoots = new Set([folderOf(file), ...copied, ...contexts]);
  return [{ handler, codeRoots: [...codeRoots], copied: [...new Set(copied)] }];
}

/** An image of somebody else's on top of AWS's: what is copied goes to where Lambda looks. */
function isOnTop(stage: readonly string[]): boolean {
  const copies = stage.some((line) => /^(?:COPY|ADD|WORKDIR)\s.*(?:\$\{?LAMBDA_TASK_ROOT\b|\/var\/task\b)/i.test(line));
  return copies && !RUNS_OTHERS.test(stage[0] ?? '');
}

/** The words of the last instruction of a name: a JSON list, or what a shell would split. */
function wordsOf(stage: readonly string[], name: string): readonly string[] {
  const line = stage.findLast((one) => one.slice(0, name.length + 1).toUpperCase() === `${name} `);
  if (line === undefined) return [];
  const text = line.slice(name.length + 1).trim();
  if (!text.startsWith('[')) return text.split(/\s+/);
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
  } catch {
    return [];
  }
}

/** Folders whose content, or one of whose files, is copied from the project into the image. */
function copiedFolders(stage: readonly string[]): readonly string[] {
  return stage.flatMap((line) => {
    const [instruction = '', ...words] = line.split(/\s+/);
    if (!/^(?:COPY|ADD)$/i.test(instruction) || words.some((word) => word.startsWith('--from='))) return [];
    const sources = words.filter((word) => !word.startsWith('--')).slice(0, -1);
    return sources.map((source) => (/[*?]|\.\w+$/.test(baseName(source)) ? folderOf(source) : source));
  });
}
