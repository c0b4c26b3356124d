import { isUnknown, type LambdaFunction } from './app.ts';

/** Lambda's Node.js runtime takes the first three; the others are what bundlers of the frameworks turn into them. */
export const NODE_EXTENSIONS: readonly string[] = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.tsx', '.jsx'];

/** Python loads a module of that name, or a package's own file. */
export const PYTHON_EXTENSIONS: readonly string[] = ['.py', '/__init__.py'];

/**
 * The file that Lambda writes code to which a template holds, and the handler in it; no handler elsewhere finds it
 * (AWS::Lambda::Function Code, "ZipFile").
 * @returns `undefined` where there is no such code, or its handler or language is another: then somebody uploads what runs
 */
export function inlineHandler({
  inlineCode,
  handler,
  runtime,
}: Pick<LambdaFunction, 'inlineCode' | 'handler' | 'runtime'>):
  | { readonly file: 'index.js' | 'index.py'; readonly handler: string }
  | undefined {
  const written = isUnknown(handler) ? handler.expression : handler;
  if (inlineCode === undefined || isUnknown(runtime) || !/^index\.[A-Za-z_$][\w$]*$/.test(written)) return undefined;
  if (runtime.startsWith('python')) return { file: 'index.py', handler: written };
  return runtime.startsWith('nodejs') ? { file: 'index.js', handler: written } : undefined;
}

export interface HandlerName {
  /** Path of the file without its extension, against the code's folder; as written, so it may lead out of it. */
  readonly stem: string;
  /** `['handler']`; Node.js allows nested exports. */
  readonly exportPath: readonly string[];
}

/**
 * Takes a handler's name apart as the runtimes do: Node.js at the first dot of the last path part, Python at the last dot of
 * all, where other dots are folders.
 * @returns `undefined` where it names no export
 * @example handlerName('src/app.api.get', 'javascript') // { stem: 'src/app', exportPath: ['api', 'get'] }
 */
export function handlerName(handler: string, language: 'javascript' | 'python'): HandlerName | undefined {
  if (language === 'python') {
    const dot = handler.lastIndexOf('.');
    if (dot <= 0) return undefined;
    return { stem: handler.slice(0, dot).replaceAll('.', '/'), exportPath: [handler.slice(dot + 1)] };
  }
  const start = handler.lastIndexOf('/') + 1;
  const dot = handler.indexOf('.', start);
  if (dot <= start) return undefined;
  return { stem: handler.slice(0, dot), exportPath: handler.slice(dot + 1).split('.') };
}
