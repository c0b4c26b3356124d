import { words } from './words.ts';

/** Names by which JavaScript, Python, PHP, Ruby and Java reach the process, files or the interpreter: calls and others. */
export const CODE_WORDS = words(`
  require process child_process eval globalthis global __import__ __class__ __subclasses__ __globals__ __builtins__ __mro__
  __base__ __bases__ __init__ __code__ __reduce__ __getattribute__ __dict__ __loader__ __getitem__ __self__ __proto__
  __js_function subprocess popen system exec shell_exec passthru proc_open pcntl_exec execsync spawn spawnsync execfile
  execfilesync expect_popen check_output check_call getoutput getstatusoutput popen2 popen3 popen4 capture2 capture2e
  capture3 posix_spawn execl execle execlp execv execve execvp startfile execute fork open3 open4 spawnl spawnv
  instance_eval class_eval module_eval instance_exec evaluate loadstring execscript eval_r parseclass settimeout setinterval
  setimmediate runinnewcontext runinthiscontext runincontext compilefunction create_function getenginebyname defineclass
  scriptenginemanager methodclosure groovyclassloader groovyshell classpathxmlapplicationcontext
  filesystemxmlapplicationcontext invokefunction wscript mainmodule assert compile function constructor import _load
  import_module getbuiltinmodule createrequire binding dlopen include include_once require_once dofile loadfile
  file_get_contents readfile fopen file_put_contents show_source highlight_file scandir opendir move_uploaded_file
  parse_ini_file readfilesync readdirsync writefilesync appendfilesync unlinksync createreadstream readalltext readalllines
  readallbytes writealltext splfileobject directoryiterator open entries readdir writefile appendfile listdir readtextfile
  environ getenv phpinfo phpversion php_uname phpcredits get_defined_vars get_defined_functions get_current_user ini_set
  putenv posix_getpwuid posix_getuid fsockopen pfsockopen base64_decode gzinflate gzuncompress gzdecode str_rot13 hex2bin
  unserialize b64decode call_user_func call_user_func_array array_map array_filter array_walk usort uasort uksort
  register_shutdown_function ob_start preg_replace preg_replace_callback reflectionfunction forname loadclass getclass
  getclassloader getprotectiondomain getdeclaredmethods getdeclaredmethod getdeclaredconstructor getdeclaredconstructors
  urlclassloader newinstance getmethods getbyname createobject createinstance getruntime processbuilder t sleep usleep print
  printf print_r var_dump md5 puts println echo chr exit die quit _exit abort kill response res while for do reflect globals
  locals getattr constantize send public_send pickle marshal timeit breakpoint runtime java javax _get _post _request
  _cookie _server _files _env _session http_raw_post_data _memberaccess xwork xwork2 opensymphony ognl context classloader
  protectiondomain freemarker think auto_prepend_file allow_url_include cfexecute cfscript cmd asttest grab callee corba
  nd_func _ x org apache commons groovy spring wscript fromcharcode deno bun xp evalscript msexcel rundll32 dde g j language
  curl_init curl_exec getresource get_loaded_extensions error_log nashorn misc session parameters application request attr
`);
