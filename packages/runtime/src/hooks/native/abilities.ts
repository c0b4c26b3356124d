/** What `native.allow` may name, beside files and folders of native code. */
export type Ability = 'binding' | 'inspector' | 'heap' | 'report' | 'flags' | 'library';

/**
 * Bindings that do what a hook guards, beneath it: start processes, open connections and files, evaluate code, debug.
 * `util`, `natives`, `constants`, `config`, `os`, `buffer` and their like are asked for honestly (lodash, older lists of
 * builtins), and give nothing away.
 */
const RAW =
  ' spawn_sync process_wrap tcp_wrap pipe_wrap udp_wrap cares_wrap stream_wrap js_stream fs fs_dir contextify inspector v8 heap_utils worker module_wrap wasi sqlite tls_wrap crypto signal_wrap ';

export function isRawAbility(name: string): boolean {
  return RAW.includes(` ${name} `);
}

/** Domains and methods of the inspector that measure without reading values: CPU profiles, coverage, sampling, tracing. */
export function isHarmlessPost(method: string): boolean {
  if (method.startsWith('Profiler.') || method.startsWith('NodeTracing.') || method.startsWith('Schema.')) return true;
  return HARMLESS.includes(` ${method} `);
}

const HARMLESS =
  ' HeapProfiler.enable HeapProfiler.disable HeapProfiler.startSampling HeapProfiler.stopSampling HeapProfiler.getSamplingProfile HeapProfiler.collectGarbage Runtime.enable Runtime.disable Runtime.getHeapUsage Runtime.runIfWaitingForDebugger NodeRuntime.notifyWhenWaitingForDisconnect NodeRuntime.enable NodeRuntime.disable ';

/** `--expose-gc` and the sizes of the heap are set honestly; these give up a protection, or show V8's insides. */
export function isUnsafeFlag(flags: string): boolean {
  // V8 takes `_` for `-` and any case of neither (flags.cc).
  const text = flags.replaceAll('_', '-');
  return UNSAFE.some((part) => text.includes(part));
}

const UNSAFE = [
  'natives-syntax',
  'code-generation',
  'expose-inspector',
  'expose-trigger-failure',
  'expose-externalize-string',
  'sandbox',
  'fuzzing',
  'memory-corruption',
  'verify-snapshot-checksum',
];
