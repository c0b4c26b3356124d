import { CLEAR_COMMANDS, WORD_COMMANDS } from './command-words.ts';

/** Words that make a statement of SQL; rare in other texts, or rare beside quotes and brackets. */
export const SQL_STRONG_WORDS = words(`
  union select insert update delete drop create alter truncate exec execute declare shutdown waitfor procedure outfile
  dumpfile benchmark pg_sleep sleep randomblob load_file extractvalue updatexml xp_cmdshell xp_dirtree xp_regread
  xp_fileexist sp_executesql sp_oacreate sp_password information_schema sysobjects syscolumns sqlite_master pg_catalog
  substring substr ascii concat group_concat concat_ws unhex convert cast dbms_pipe dbms_lock utl_http utl_inaddr
  analyse rlike json_keys exp handler merge generate_series query_to_xml master sysibm msysaccessobjects having begin
  selectchar except intersect
`);

/** Words of SQL that are words of English too. */
export const SQL_WEAK_WORDS = words(
  'or and xor like where order group by limit into between regexp not is in div mod if set sounds case null version database user char',
);

/** Names that a script or a URL that runs as one cannot do without; handler attributes. */
export const SCRIPT_WORDS = words(`
  javascript vbscript livescript jscript java script vbs data alert prompt confirm eval document window self top parent
  this globalthis frames fromcharcode constructor expression import location behavior behaviour cookie domain fetch
  settimeout setinterval execscript image binding url
  onerror onload onunload onclick ondblclick onauxclick onmouseover onmouseout onmousemove onmousedown onmouseup
  onmouseenter onmouseleave onmousewheel onkeydown onkeyup onkeypress onfocus onfocusin onfocusout onblur onsubmit onreset
  onselect onselectstart onselectionchange oninput oninvalid onchange oncopy oncut onpaste ondrag ondragstart ondragend
  ondragenter ondragleave ondragover ondragdrop ondrop onhashchange onpopstate onpageshow onpagehide onmessage
  onmessageerror onafterprint onafterscriptexecute onbeforeprint onbeforeunload onbeforeinput onbeforecopy onbeforecut
  onbeforepaste onbeforescriptexecute onbeforetoggle onbeforeactivate onbegin onend onrepeat onstart onfinish onbounce
  onplay onplaying oncanplay oncanplaythrough onpause onprogress onratechange onresize onscroll onscrollend onsearch
  onseeked onseeking onshow onstorage onsuspend ontimeupdate ontoggle ontouchstart ontouchmove ontouchend ontouchcancel
  onvolumechange onwaiting onwheel onpointerover onpointerenter onpointerdown onpointermove onpointerup onpointercancel
  onpointerout onpointerleave onpointerrawupdate onanimationstart onanimationend onanimationiteration
  onanimationcancel ontransitionend ontransitionrun ontransitionstart ontransitioncancel oncontextmenu
  onreadystatechange onpropertychange onactivate onfilterchange onloadstart onloadeddata onloadedmetadata onloadend
  onwebkitanimationend onwebkittransitionend onfullscreenchange onfullscreenerror onx
`);

/** Parts of the paths by which one proves that one can read files, and schemes that do. */
export const PATH_WORDS = words(`
  etc passwd shadow proc var winnt system32 ini htaccess htpasswd ssh aws git env root usr opt inf inetpub xampp php file
  zip phar expect glob ogg rar dev ntuser cmd asa conf id_rsa boot win home log logs config users program documents global
  web bash_history netrc npmrc pgpass credentials metadata computemetadata invocation latest opc data compress ssh2 repair
`);

/** Every name of a command. */
export const COMMAND_WORDS: readonly string[] = [...CLEAR_COMMANDS, ...WORD_COMMANDS, 'system', 'assert', 'ifs', 'tcp'];

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
