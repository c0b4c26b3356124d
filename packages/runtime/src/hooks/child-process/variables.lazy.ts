import { isWritable } from '../writable.ts';

/**
 * Variables by which a program loads code, runs a command, or finds others: of the dynamic linker (ld.so(8)), of shells
 * (bash(1)), of interpreters and of git (git(1)).
 */
const STEERING =
  /^(?:LD_(?:PRELOAD|LIBRARY_PATH|AUDIT)|BASH_ENV|ENV|PATH|IFS|PS4|PROMPT_COMMAND|SHELLOPTS|BASHOPTS|BASH_FUNC_.*|NODE_OPTIONS|NODE_PATH|PYTHON(?:PATH|HOME|STARTUP|INSPECT)|PERL5?(?:OPT|LIB|DB)|RUBY(?:OPT|LIB)|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|GIT_(?:SSH|SSH_COMMAND|EXEC_PATH|EXTERNAL_DIFF|PAGER|EDITOR|ASKPASS|PROXY_COMMAND|TEMPLATE_DIR|CONFIG.*)|PAGER|EDITOR|VISUAL|BROWSER|LESSOPEN|LESSCLOSE|MAGICK_CONFIGURE_PATH|OPENSSL_\w+|CURL_HOME|SSH_ASKPASS|GCONV_PATH|LOCPATH|NLSPATH|TERMINFO|ZDOTDIR|FPATH|CDPATH|HOME|XDG_CONFIG_HOME|npm_config_.*)$/;

/** Shortest value that names anything worth loading. */
const SHORTEST = 2;

/** The first variable that steers a process and holds a string of the event, unless it has the same value in our own environment. */
export function steeringVariable(
  env: readonly string[],
  values: readonly string[],
): { pair: string; index: number } | undefined {
  for (const pair of env) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    const value = pair.slice(at + 1);
    if (value.length < SHORTEST || name.length > 64 || !STEERING.test(name) || process.env[name] === value) continue;
    const own = process.env[name] ?? '';
    // `PATH=/opt/tool/bin:$PATH` of a developer, beside an event that names a part of it.
    const index = values.findIndex((text) => text.length >= SHORTEST && value.includes(text) && !own.includes(text));
    if (index !== -1 && isWhole(value, values[index]!)) return { pair, index };
  }
  return undefined;
}

/** Whether a text stands in a value from one of its separators to the next: as an entry, not as a part of the developer's. */
function isWhole(value: string, text: string): boolean {
  const at = value.indexOf(text);
  const before = value[at - 1];
  return before === undefined || ' :,;=\t'.includes(before) || text.includes('/') || text.includes(' ');
}

/** Those by which code of another's gets into a program that the policy allows. */
const LOADING =
  /^(?:LD_(?:PRELOAD|LIBRARY_PATH|AUDIT)|GCONV_PATH|BASH_ENV|ENV|NODE_OPTIONS|NODE_PATH|PYTHON(?:PATH|HOME|STARTUP)|PERL5?(?:OPT|LIB|DB)|RUBY(?:OPT|LIB)|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|GIT_(?:SSH|SSH_COMMAND|EXEC_PATH|EXTERNAL_DIFF|PAGER|EDITOR|ASKPASS|PROXY_COMMAND|CONFIG.*)|OPENSSL_\w+)$/;

/** The first variable that loads code out of a folder that the function can write, unless our own environment has it so. */
export function loadingVariable(env: readonly string[]): string | undefined {
  return env.find((pair) => {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (at > 64 || !LOADING.test(name) || process.env[name] === pair.slice(at + 1)) return false;
    return pair
      .slice(at + 1)
      .split(/[\s:;,='"]/)
      .some(isWritable);
  });
}

/** Whether a login shell would read a profile that the function can write. */
export function hasWritableHome(env: readonly string[] | undefined): boolean {
  const home = env?.find((pair) => pair.startsWith('HOME='));
  return home !== undefined && isWritable(home.slice(5));
}
