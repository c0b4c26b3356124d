import { words } from './words.ts';

/** Words that make a statement of SQL; rare in other texts, or rare beside quotes and brackets. */
export const SQL_STRONG_WORDS = words(`
  order union select insert update delete drop create alter truncate exec execute declare shutdown waitfor procedure outfile
  dumpfile infile benchmark pg_sleep sleep randomblob load_file load_extension extractvalue updatexml xp_cmdshell
  xp_dirtree xp_regread xp_fileexist sp_executesql sp_oacreate sp_password sp_configure information_schema sysobjects
  syscolumns sqlite_master pg_catalog substring substr ascii concat group_concat concat_ws unhex convert cast dbms_pipe
  dbms_lock dbms_utility dbms_xmlgen dbms_ldap dbms_java utl_http utl_inaddr utl_file ctxsys xmltype httpuritype dblink
  openrowset openquery opendatasource query_to_xml database_to_xml lo_import lo_export lo_get pg_read_file pg_ls_dir
  analyse rlike json_keys json_extract exp handler merge generate_series master sysibm msysaccessobjects having begin
  selectchar except intersect minus gtid_subset elt make_set name_const geometrycollection multipoint polygon linestring
  iif coalesce nullif ifnull regexp_substring sqlite_version fn_varbintohexstr sysusers pg_user pg_shadow raiserror
  uniunionon selselectect ununionion seselectlect aandnd oorr anandd pg_sleep_for dblink_connect row_to_json unistr
`);

/** Words of SQL that are words of English too. */
export const SQL_WEAK_WORDS = words(`
  or and xor eqv like where group by limit into between regexp not is in div mod if set sounds case null version
  database user char chr mid ord conv md5 hex left right length count floor rand pi cos sin abs collate glob notnull
  isnull ilike from kill copy load grant revoke call prepare backup restore replace print use attach handler vacuum
  pragma lock rename show flush explain describe kill optimize rownum offset sysdate current_user system_user session_user jsonb json text int overlay encode
  decode quote mysql sys dual
`);
