import { CALLS } from '../code/families.ts';
import { words } from './words.ts';

/** Names that reach the process, files or the interpreter without being called. */
export const CODE_WORDS = words(`
  __class__ __mro__ __subclasses__ __globals__ __builtins__ __import__ __base__ __bases__ __init__ __code__ __reduce__
  __reduce_ex__ __getattribute__ __loader__ __self__ __func__ __closure__ __wrapped__ __objclass__ __traceback__ __spec__ __dirname __filename
  post_render pre_render lazy_builder grabconfig grabresolver
  tb_frame gi_frame cr_frame ag_frame f_globals f_builtins f_locals
  _memberaccess xwork xwork2 opensymphony ognl classloader protectiondomain freemarker invokefunction
  auto_prepend_file auto_append_file allow_url_include allow_url_fopen mainmodule callee wscript scripting
  asttest java javax corba commons processbuilder runtime unsafe groovyshell groovyclassloader
  springframework phpinfo shell_exec passthru proc_open pcntl_exec call_user_func call_user_func_array create_function
  __construct runtimeutil scriptutil processutil commandutil shellutil
`);

/**
 * Names of calls, as long as one stands before a bracket, and of the object that chains begin with; and what its digit leaves of
 * `md5`, since of beginnings shorter than three letters the table keeps nothing.
 */
export const CALL_WORDS: readonly string[] = [...Object.values(CALLS).flatMap(words), 'process', 'md'];
