import { words } from './words.ts';

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
