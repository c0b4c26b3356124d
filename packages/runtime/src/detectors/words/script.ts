import { HANDLER_WORDS } from './handlers.ts';
import { words } from './words.ts';

/** Names that a script or a URL that runs as one cannot do without; handler attributes. */
export const SCRIPT_WORDS = [
  ...words(`
    javascript vbscript livescript jscript java script vbs vb data alert prompt confirm print eval document window self top
    parent this globalthis frames opener navigator fromcharcode constructor function reflect expression pression import
    location href behavior behaviour binding cookie domain fetch open write settimeout setinterval execscript image url
    atob unescape source onx onxxx formaction srcdoc style
  `),
  ...HANDLER_WORDS.map((word) => `on${word}`),
];
