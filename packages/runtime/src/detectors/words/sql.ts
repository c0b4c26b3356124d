import { words } from './words.ts';

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
