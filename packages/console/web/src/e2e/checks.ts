import type { Page } from 'playwright-core';

/** Whether the page can be scrolled sideways, and by what. Empty: it cannot. */
export function sidewaysScroll(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.getElementById('root')!;
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width && root.scrollWidth <= width) return [];
    const clips = (element: Element | null): boolean =>
      element !== null &&
      element !== document.body &&
      (getComputedStyle(element).overflowX !== 'visible' || clips(element.parentElement));
    return [...root.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > width + 1 && !clips(element.parentElement))
      .map((element) => `${element.tagName}.${element.getAttribute('class')}`)
      .concat('the page')
      .slice(0, 10);
  });
}

/** Controls without a name and images without a text, after the accessible name rules that the page makes use of. */
export function unnamedControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const named = (element: Element) =>
      element.getAttribute('aria-label')?.trim() ||
      element
        .getAttribute('aria-labelledby')
        ?.split(' ')
        .some((id) => document.getElementById(id)?.textContent?.trim()) ||
      element.textContent?.trim() ||
      element.closest('label')?.textContent?.trim();
    const controls = document.querySelectorAll(
      'button, a[href], input, select, [role=img], [role=tab], [role=dialog], dialog, nav, section, [role=group], [role=grid]',
    );
    return [...controls].filter((element) => !named(element)).map((element) => element.outerHTML.slice(0, 160));
  });
}

export interface ContrastFault {
  readonly text: string;
  readonly ratio: number;
  readonly color: string;
  readonly background: string;
}

/**
 * Text that stands below WCAG 2.2 AA's ratio (1.4.3: 4.5, or 3 for large text) against what is painted behind it.
 * Colours are read through a canvas, so that every notation comes out as RGBA; translucent layers are added up.
 */
export function contrastFaults(page: Page): Promise<{ checked: number; faults: ContrastFault[] }> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const brush = canvas.getContext('2d', { willReadFrequently: true })!;
    type Rgba = [number, number, number, number];
    const read = (color: string): Rgba => {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = color;
      brush.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
      return [r!, g!, b!, a! / 255];
    };
    const over = (top: Rgba, under: Rgba): Rgba => {
      const mix = (i: 0 | 1 | 2) => top[i] * top[3] + under[i] * (1 - top[3]);
      return [mix(0), mix(1), mix(2), 1];
    };
    const behind = (element: Element | null): Rgba => {
      if (!element) return read(getComputedStyle(document.documentElement).backgroundColor);
      const own = read(getComputedStyle(element).backgroundColor);
      return own[3] === 1 ? own : over(own, behind(element.parentElement));
    };
    const luminance = ([r, g, b]: Rgba) => {
      const part = (value: number) => {
        const v = value / 255;
        return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
      };
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const faults: ContrastFault[] = [];
    let checked = 0;
    const walker = document.createTreeWalker(
      document.querySelector('dialog[open]') ?? document.body,
      NodeFilter.SHOW_TEXT,
    );
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement!;
      const text = walker.currentNode.textContent!.trim();
      if (text === '' || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (element.closest('.sr-only, [disabled], noscript, option, .skip')) continue;
      const style = getComputedStyle(element);
      const background = behind(element);
      const isSvg = element instanceof SVGElement;
      const color = over(read(isSvg ? style.fill : style.color), background);
      const [a, b] = [luminance(color), luminance(background)].sort((x, y) => y - x) as [number, number];
      const ratio = (a + 0.05) / (b + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      checked++;
      if (ratio < (large ? 3 : 4.5)) {
        faults.push({
          text: text.slice(0, 40),
          ratio: Math.round(ratio * 100) / 100,
          color: color.map(Math.round).join(','),
          background: background.map(Math.round).join(','),
        });
      }
    }
    return { checked, faults };
  });
}

/** Sum of layout shifts since the page began (web.dev/cls: good is at most 0.1); asks the browser's own buffer. */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
      }),
  );
}
