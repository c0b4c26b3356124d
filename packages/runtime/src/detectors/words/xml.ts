import { words } from './words.ts';

/** Names that declare or include something in XML. */
export const XML_WORDS = words(`
  doctype entity system public xinclude include stylesheet dtd transform xsl import redefine schemalocation
  nonamespaceschemalocation document script image use feimage encoding php msxsl
`);
