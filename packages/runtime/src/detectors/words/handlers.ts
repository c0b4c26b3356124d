import { words } from './words.ts';

/**
 * Event handler attributes without their `on`: https://html.spec.whatwg.org/multipage/indices.html#events-2, the touch,
 * pointer, animation and vendor events, and those of older browsers.
 */
export const HANDLER_WORDS = words(`
  abort activate afterprint afterscriptexecute afterupdate animationcancel animationend animationiteration
  animationstart appinstalled auxclick beforeactivate beforecopy beforecut beforedeactivate beforeeditfocus
  beforeinput beforeinstallprompt beforematch beforepaste beforeprint beforescriptexecute beforetoggle
  beforeunload beforeupdate beforexrselect begin blur bounce cached cancel canplay canplaythrough cellchange
  change click close command complete contentvisibilityautostatechange contextlost contextmenu contextrestored
  controlselect copy cuechange cut dataavailable datasetchanged datasetcomplete dblclick deactivate devicelight
  devicemotion deviceorientation deviceproximity domattrmodified domnodeinserted domsubtreemodified drag dragdrop
  dragend dragenter dragexit dragleave dragover dragstart drop durationchange emptied end ended error errorupdate
  event filterchange finish focus focusin focusout formchange formdata forminput fullscreenchange fullscreenerror
  gamepadconnected gamepaddisconnected gesturechange gestureend gesturestart gotpointercapture hashchange help
  input invalid keydown keypress keyup languagechange layoutcomplete load loadeddata loadedmetadata loadend
  loadstart location losecapture lostpointercapture mediacomplete mediaerror message messageerror mousedown
  mouseenter mouseleave mousemove mouseout mouseover mouseup mousewheel move moveend movestart mozfullscreenchange
  noupdate obsolete offline online open orientationchange outofsync overscroll page pagehide pagereveal pageshow
  pageswap paste pause play playing pointercancel pointerdown pointerenter pointerleave pointermove pointerout
  pointerover pointerrawupdate pointerup popstate progress promptaction promptdismiss propertychange ratechange
  readystatechange rejectionhandled repeat reset resize resizeend resizestart resume reverse rowdelete rowenter
  rowexit rowinserted rowsdelete rowsenter rowsinserted scroll scrollend scrollsnapchange scrollsnapchanging
  search securitypolicyviolation seek seeked seeking select selectionchange selectstart show slotchange stalled
  start stop storage submit suspend syncrestored text time timeerror timer timeupdate toggle touchcancel touchend
  touchmove touchstart trackchange transitioncancel transitionend transitionrun transitionstart unhandledrejection
  unload unsuspend urlflip userproximity validatestatuschange visibilitychange volumechange waiting
  webkitanimationend webkitanimationiteration webkitanimationstart webkitcurrentplaybacktargetiswirelesschanged
  webkitfullscreenchange webkitfullscreenerror webkitkeyadded webkitkeyerror webkitkeymessage
  webkitmouseforcechanged webkitmouseforcedown webkitmouseforceup webkitmouseforcewillbegin webkitneedkey
  webkitplaybacktargetavailabilitychanged webkitpresentationmodechanged webkittransitionend webkitwillrevealbottom
  wheel zoom
`);
