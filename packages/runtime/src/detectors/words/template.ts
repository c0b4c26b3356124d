import { words } from './words.ts';

/** Names of directives, and what stands directly behind their signs. */
export const TEMPLATE_WORDS = words(`
  exec include echo printenv config set fsize flastmod if esi vars assign inline debug eval choose try remove global local
  import macro function list setting attempt ftl parse evaluate foreach define class php smarty literal fetch
  config_load math self smarty_internal_write_file smarty_internal_data __ page taglib th ng v orderby constructor
  input write18 immediate openin openout newread newwrite lstinputlisting verbatiminput usepackage catcode csname
  shellescape url href system html directory file process new typeof var string int apex x include_php insert while
  visit recurse switch return nested escape outputformat noparse
`);
