import { words } from '../words/words.ts';

/** What calling a name does, across languages. */
export type Family =
  | 'shell'
  | 'member-shell'
  | 'eval'
  | 'timer'
  | 'run'
  | 'assert'
  | 'compile'
  | 'function'
  | 'constructor'
  | 'module'
  | 'include'
  | 'file'
  | 'member-file'
  | 'php'
  | 'decode'
  | 'callback'
  | 'java'
  | 'java-runtime'
  | 'type'
  | 'sleep'
  | 'print'
  | 'exit'
  | 'response'
  | 'loop'
  | 'reflect'
  | 'python'
  | 'allocation'
  | 'shown'
  | 'connect'
  | 'platform';

/** Names of calls by family, in lower case. */
export const CALLS: Readonly<Record<Family, string>> = {
  shell: `system exec shell_exec passthru popen proc_open pcntl_exec execsync spawnsync execfile execfilesync expect_popen
    check_output check_call getoutput getstatusoutput popen2 popen3 popen4 popen2e capture2 capture2e capture3 posix_spawn
    execl execle execlp execv execve execvp execvpe startfile shell_execute createprocess`,
  'member-shell': `execute spawn fork run call start cmd command shell open3 spawnl spawnv run_command`,
  eval: `eval execfile instance_eval class_eval module_eval instance_exec evaluate loadstring execscript eval_r eval_string
    evalscript evaluatescript execute_script parseexpression parseclass evaljs`,
  timer: `settimeout setinterval setimmediate`,
  run: `runinnewcontext runinthiscontext runincontext compilefunction create_function createcontext getenginebyname
    defineclass scriptenginemanager __import__ methodclosure groovyclassloader groovyshell classpathxmlapplicationcontext
    filesystemxmlapplicationcontext invokefunction __subclasses__ __getattribute__ wscript mainmodule groovyscriptengine
    spelexpressionparser expressionfactory tryexec code_interact breakpoint registerundefinedfiltercallback`,
  assert: `assert`,
  compile: `compile`,
  function: `function`,
  constructor: `constructor`,
  module: `require import _load import_module load_module getbuiltinmodule createrequire binding dlopen`,
  include: `include include_once require_once dofile loadfile load virtual source`,
  file: `file_get_contents readfile fopen file_put_contents show_source highlight_file scandir opendir move_uploaded_file
    parse_ini_file readfilesync readdirsync writefilesync appendfilesync unlinksync createreadstream createwritestream
    readalltext readalllines readallbytes writealltext php_strip_whitespace fpassthru splfileobject fwrite fputs
    directoryiterator globiterator`,
  'member-file': `open read binread readlines entries readdir writefile appendfile listdir unlink rmtree readtextfile file glob
    environ getenv get_file children gettext readall remove`,
  php: `phpinfo phpversion php_uname phpcredits get_defined_vars get_defined_functions get_current_user
    get_defined_constants get_loaded_extensions getmyuid getmypid ini_get_all ini_set putenv posix_getpwuid posix_getuid
    set_time_limit ignore_user_abort getcwd ini_get php_sapi_name gethostname disk_free_space error_reporting fsockopen pfsockopen extract parse_str import_request_variables mb_ereg_replace
    apache_child_terminate apache_setenv php_ini_loaded_file getlastmod zend_version get_cfg_var dl error_log
    display_errors simplexml_load_string curl_exec curl_init socket_create stream_socket_client getallheaders`,
  decode: `base64_decode gzinflate gzuncompress gzdecode str_rot13 hex2bin convert_uudecode zlib_decode bzdecompress
    unserialize b64decode`,
  callback: `call_user_func call_user_func_array array_map array_filter array_walk array_reduce usort uasort uksort
    register_shutdown_function register_tick_function ob_start preg_replace preg_replace_callback iterator_apply
    forward_static_call forward_static_call_array reflectionfunction array_diff_ukey array_udiff newinstanceargs ereg_replace
    array_walk_recursive set_error_handler spl_autoload_register`,
  java: `forname loadclass getclass getclassloader getprotectiondomain getdeclaredmethods getdeclaredmethod
    getdeclaredconstructor getdeclaredconstructors getdeclaredfields getsystemclassloader urlclassloader newinstance
    getmethods getconstructors getconstructor getbyname gethostbyname createobject createinstance`,
  'java-runtime': `getruntime processbuilder processimpl`,
  type: `t`,
  sleep: `sleep usleep nanosleep`,
  print: `print printf print_r var_dump md5 puts println write echo fromcharcode chr info log debug var_export`,
  exit: `exit die quit _exit abort kill halt`,
  response: `end send sendfile redirect`,
  loop: `while`,
  reflect: `getownpropertynames getprototypeof __lookupgetter__ __definegetter__ apply construct public_send
    constantize __send__ preparestacktrace getthis getattr setattr globals locals vars`,
  python: `loads interact timeit pty`,
  allocation: `repeat alloc allocunsafe array arraybuffer sharedarraybuffer fill range str_repeat`,
  shown: `stringify keys values inspect ownkeys`,
  connect: `connect createconnection`,
  platform: `getproperty getproperties getenvironmentvariables lookup dolookup downloadstring downloaddata downloadfile
    processstartinfo getfiles getdirectories gettype getcontextclassloader mappath loadlib rmtree walk`,
};

let families: Map<string, Family> | undefined;
/** One byte for each hash that a name has. */
let known: Uint8Array | undefined;
const MASK = 0xfff;

/** What calling this name (in lower case) does; `undefined` for every other name. */
export function familyOf(name: string): Family | undefined {
  families ??= makeFamilies();
  return families.get(name);
}

/** The hash of a name is built from its last character to its first. */
export function nextHash(hash: number, code: number): number {
  const letter = code >= 48 && code <= 57 ? code : code | 32;
  return ((hash << 5) - hash + letter) & MASK;
}

/** False for most names that {@link familyOf} does not know: honest code has hundreds of calls. */
export function mayBeKnown(hash: number): boolean {
  known ??= makeKnown();
  return known[hash] !== 0;
}

function makeKnown(): Uint8Array {
  families ??= makeFamilies();
  const table = new Uint8Array(MASK + 1);
  for (const name of families.keys()) {
    let hash = 0;
    for (let i = name.length - 1; i >= 0; i--) hash = nextHash(hash, name.charCodeAt(i));
    table[hash] = 1;
  }
  return table;
}

function makeFamilies(): Map<string, Family> {
  const map = new Map<string, Family>();
  for (const family of Object.keys(CALLS) as Family[]) {
    for (const name of words(CALLS[family])) map.set(name, family);
  }
  return map;
}
