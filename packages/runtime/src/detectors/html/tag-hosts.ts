import { words } from '../words/words.ts';

/** No script of a page comes from here; or one that only its own host can change. */
export const OWN = 0;
/** A script that thousands of pages load, from a host that serves nobody else's. */
export const WIDGET = 1;
/** A host that pages load libraries and tags from. */
export const COMMON = 2;
/** Any other host with a name. */
export const FOREIGN = 3;
/** What no author of a page writes: a number for a host, a port, an account, code in a parameter. */
export const ODD = 4;

/** Addresses of tags carry what they are to load; nothing honest is longer. */
const LONGEST = 2000;

/**
 * Where the script of an address comes from.
 * @param address as it stands in `src`
 */
export function originOf(address: string): number {
  const url = address.trim();
  if (url.length > LONGEST || ODD_ADDRESS.test(url)) return ODD;
  const host = /^(?:https?:)?\/\/([a-z0-9](?:[a-z0-9.-]{0,120}[a-z0-9])?\.[a-z]{2,24})(?::443)?(\/|$)/i.exec(url);
  if (host === null) return /^(?:[a-z][\w+.-]{0,20}:|[/\\]{2})/i.test(url) ? (isTemplate(url) ? FOREIGN : ODD) : OWN;
  const name = host[1]!.toLowerCase();
  const path = url.slice(host[0].length);
  // Here anybody's files can be had.
  if (/^(?:gh|gist|wp)\//i.test(path) && name === 'cdn.jsdelivr.net') return FOREIGN;
  if (isWidget(name, path)) return WIDGET;
  return isCommon(name) ? COMMON : FOREIGN;
}

/** Blanks, brackets of a call, `@` in front of the host, a number as the host, what climbs, a callback that is code. */
const ODD_ADDRESS =
  /^(?!.{0,200}(?:\{\{|\{%|<%|\$\{))[^?#]{0,400}[\s<>"'`()\\]|^(?:https?:)?[/\\]{2,4}(?:[^/]{0,80}@|\d[\d.x]{0,20}[/:]|localhost)|\/\/.{0,200}\.\.(?:[/\\]|%2f)|[?&#;].{0,200}(?:[(`]|%28|%60|alert|%3c)/i;

/** The host or its beginning is filled in by a template: `//{{ site.disqus }}.disqus.com/embed.js`. */
function isTemplate(url: string): boolean {
  return /^(?:https?:)?\/\/[\w.-]{0,60}(?:\{\{|\{%|<%|\$\{|#\{)/.test(url);
}

const WIDGETS =
  /^(?:platform\.(?:twitter|x)\.com\/(?:widgets\.js|oct\.js)|(?:www\.)?instagram\.com\/embed\.js|(?:www\.)?tiktok\.com\/embed\.js|connect\.facebook\.net\/[\w-]{2,12}\/(?:sdk|all|fbevents)\.js|gist\.github\.com\/[\w./-]{1,90}\.js|assets\.pinterest\.com\/js\/pinit|embed\.redditmedia\.com\/widgets\/|embed\.reddit\.com\/widgets|www\.googletagmanager\.com\/gtag\/js|(?:www|ssl)\.google-analytics\.com\/(?:ga|analytics|urchin)\.js|s\.imgur\.com\/min\/embed\.js|cdn\.embedly\.com\/widgets\/|player\.vimeo\.com\/api\/|(?:www\.google\.com|www\.recaptcha\.net)\/recaptcha\/api\.js|js\.stripe\.com\/|embedr\.flickr\.com\/assets\/|apis\.google\.com\/js\/platform\.js|www\.youtube\.com\/iframe_api|platform\.linkedin\.com\/|badge\.|[\w-]{1,60}\.disqus\.com\/)/;

function isWidget(host: string, path: string): boolean {
  return !/[?#].{0,120}=.{0,40}[^\w.,%{}|&=\s-]/.test(path) && WIDGETS.test(`${host}/${path}`);
}

let common: ReadonlySet<string> | undefined;

function isCommon(host: string): boolean {
  common ??= new Set(words(COMMON_HOSTS));
  for (let at = 0; at !== -1; ) {
    if (common.has(host.slice(at))) return true;
    const dot = host.indexOf('.', at);
    at = dot === -1 ? -1 : dot + 1;
  }
  return false;
}

/** Analytics, advertisements, widgets, payments, consent, libraries. */
const COMMON_HOSTS = `
  googletagmanager.com google-analytics.com googleapis.com gstatic.com google.com doubleclick.net googlesyndication.com
  googleadservices.com facebook.net facebook.com twitter.com x.com twimg.com linkedin.com licdn.com pinterest.com
  instagram.com tiktok.com youtube.com vimeo.com vimeocdn.com soundcloud.com spotify.com disqus.com disquscdn.com addthis.com
  sharethis.com addtoany.com gravatar.com wp.com wordpress.com shopify.com shopifycdn.com squarespace.com wix.com
  cloudflare.com cloudflareinsights.com jsdelivr.net unpkg.com jquery.com bootstrapcdn.com fontawesome.com typekit.net
  aspnetcdn.com jspm.io skypack.dev esm.sh esm.run hotjar.com segment.com segment.io intercom.io intercomcdn.com
  hubspot.com hs-scripts.com hsforms.net mailchimp.com list-manage.com chimpstatic.com stripe.com paypal.com
  paypalobjects.com braintreegateway.com recaptcha.net hcaptcha.com sentry-cdn.com newrelic.com nr-data.net
  optimizely.com mixpanel.com mxpnl.com amplitude.com heapanalytics.com matomo.cloud plausible.io usefathom.com
  goatcounter.com clarity.ms bing.com statcounter.com gist.github.com githubassets.com codepen.io redditmedia.com
  embedly.com embed.ly tumblr.com flickr.com typeform.com calendly.com zendesk.com zdassets.com crisp.chat tawk.to
  drift.com olark.com quantserve.com scorecardresearch.com criteo.com criteo.net taboola.com outbrain.com mathjax.org
  cookiebot.com onetrust.com cookielaw.org osano.com iubenda.com trustpilot.com mc.yandex.ru hm.baidu.com
  substackcdn.com buymeacoffee.com ko-fi.com algolia.com algolia.net netlify.com readthedocs.org readthedocs.com
  tidio.co chatra.io livere.com widgetpack.com cnzz.com carbonads.com carbonads.net buysellads.com adroll.com pusher.com
  tinymce.com ckeditor.com datatables.net highcharts.com plot.ly mapbox.com leafletjs.com here.com
`;
