import { readScript } from '../script/read.ts';
import { words } from '../words/words.ts';
import { decodeReferences } from './references.ts';

/**
 * Names of event handler attributes without their `on`: https://html.spec.whatwg.org/multipage/indices.html#events-2,
 * the touch, pointer, animation and vendor events, and those of older browsers.
 */
const HANDLER_WORDS = `
  abort activate afterprint afterscriptexecute afterupdate animationcancel animationend animationiteration
  animationstart appinstalled auxclick beforeactivate beforecopy beforecut beforedeactivate beforeeditfocus beforeinput
  beforeinstallprompt beforematch beforepaste beforeprint beforescriptexecute beforetoggle beforeunload beforeupdate
  begin blur bounce cached cancel canplay canplaythrough cellchange change click close command complete contentvisibilityautostatechange contextlost contextmenu
  contextrestored controlselect copy cuechange cut dataavailable datasetchanged datasetcomplete dblclick deactivate
  devicelight devicemotion deviceorientation deviceproximity domattrmodified domnodeinserted domsubtreemodified drag
  dragdrop dragend dragenter dragexit dragleave dragover dragstart drop durationchange emptied end ended error
  errorupdate event filterchange finish focus focusin focusout formchange formdata forminput fullscreenchange
  fullscreenerror gamepadconnected gamepaddisconnected gesturechange gestureend gesturestart gotpointercapture
  hashchange help input invalid keydown keypress keyup languagechange layoutcomplete load loadeddata loadedmetadata
  loadend loadstart location losecapture lostpointercapture mediacomplete mediaerror message messageerror mousedown
  mouseenter mouseleave mousemove mouseout mouseover mouseup mousewheel move moveend movestart mozfullscreenchange
  noupdate obsolete offline online open orientationchange outofsync overscroll page pagehide pagereveal pageshow pageswap paste pause play
  playing pointercancel pointerdown pointerenter pointerleave pointermove pointerout pointerover pointerrawupdate
  pointerup popstate progress promptaction promptdismiss propertychange ratechange readystatechange rejectionhandled
  repeat reset resize resizeend resizestart resume reverse rowdelete rowenter rowexit rowinserted rowsdelete
  rowsenter rowsinserted scroll scrollend scrollsnapchange scrollsnapchanging search securitypolicyviolation seek
  seeked seeking select selectionchange selectstart show slotchange stalled start stop storage submit suspend
  syncrestored text time timeerror timer timeupdate toggle touchcancel touchend touchmove touchstart trackchange
  transitioncancel transitionend transitionrun transitionstart unhandledrejection unload unsuspend urlflip
  userproximity validatestatuschange visibilitychange volumechange waiting webkitanimationend
  webkitanimationiteration webkitanimationstart webkitcurrentplaybacktargetiswirelesschanged webkitfullscreenchange
  webkitfullscreenerror webkitkeyadded webkitkeyerror webkitkeymessage webkitmouseforcechanged webkitmouseforcedown
  webkitmouseforceup webkitmouseforcewillbegin webkitneedkey webkitplaybacktargetavailabilitychanged
  webkitpresentationmodechanged webkittransitionend webkitwillrevealbottom wheel zoom afterprint beforexrselect`;

/** Words of XML and of prose that are handlers too, so that only code in their value counts. */
const AMBIGUOUS = new Set([
  'online',
  'onoffline',
  'onpage',
  'ontime',
  'onevent',
  'onlocation',
  'ontext',
  'onend',
  'onstart',
  'onstop',
  'onmove',
  'onshow',
  'onhelp',
]);

let known: Set<string> | undefined;

/** `onerror` and its like, in lower case. */
export function isKnownHandler(name: string): boolean {
  known ??= new Set(words(HANDLER_WORDS).map((word) => `on${word}`));
  return known.has(name) || name === 'onx' || name === 'onxxx';
}

/** What the value of a handler attribute does: 0 nothing, 1 something, 2 what attacks do. */
export function handlerEffect(name: string, rawValue: string): 0 | 1 | 2 {
  const value = decodeReferences(rawValue);
  const first = value.charCodeAt(0);
  // JSX: `{handle}` and `{() => send()}` name a function and call nothing.
  if (first === 123 && (value.includes('=>') || /^\{\s{0,8}[\w$.]{0,80}\s{0,8}\}?$/.test(value))) return 0;
  const code = readScript(value);
  if (code.sink || /^\s{0,8}(?:alert|msgbox|confirm|prompt)\s{1,4}\S|#@~\^/i.test(value)) return 2;
  if (code.calls > 0 || code.assigns > 0) return isKnownHandler(name) || code.prose === 0 ? 1 : 0;
  if (!isKnownHandler(name) || AMBIGUOUS.has(name)) return 0;
  return value === '' ||
    (code.prose > 0 && !/[=({[;@]/.test(value)) ||
    /^(?:true|false|return (?:true|false);?)$/i.test(value)
    ? 0
    : 1;
}
