import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { expect, type TestContext } from 'vitest';
import { openChromium } from './chromium.js';

/** Opens a page as a reader would, notes what it should not do, and looks at it at each width. */
async function open(browser: Browser, url: string, scheme: 'light' | 'dark', widths: readonly number[]) {
  const page = await browser.newPage({ colorScheme: scheme });
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) asked.push(request.url());
  });
  await page.goto(url);
  const seen: PageFacts[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    seen.push(
      (await page.evaluate(`(() => {
        const root = document.documentElement;
        const areaOf = (elements) => elements
          .flatMap((element) => [...element.getClientRects()])
          .reduce((sum, { width, height }) => sum + width * height, 0);
        return {
          overflow: root.scrollWidth - root.clientWidth,
          heading: document.querySelector('h1').textContent,
          background: getComputedStyle(document.body).backgroundColor,
          broken: [...document.images].filter((image) => image.naturalWidth === 0).length,
          images: document.images.length + document.querySelectorAll('svg').length,
          columns: Number(getComputedStyle(document.querySelector('main')).columnCount) || 1,
          filled: areaOf([...document.querySelectorAll('main h2,main .uv-says,main .uv-blocks>*,main .uv-wide>*')]) / areaOf([document.querySelector('main')]),
          cut: [...document.querySelectorAll('main .uv-scroll')].filter((table) => table.scrollWidth > table.clientWidth + 1).length,
          // A fraction is higher than a line where formulas are typeset.
          formulaHeight: document.querySelector('mfrac')?.getBoundingClientRect().height ?? 0,
        };
      })()`)) as PageFacts,
    );
  }
  await page.close();
  return seen.map((facts) => ({ ...facts, said, asked }));
}

interface PageFacts {
  readonly overflow: number;
  readonly heading: string;
  readonly background: string;
  readonly broken: number;
  readonly images: number;
  readonly columns: number;
  /** The share of the page's main part where there is something. */
  readonly filled: number;
  /** How many tables do not fit. */
  readonly cut: number;
  readonly formulaHeight: number;
}

/** Opens a page at widths, light and dark: without network, errors or overflow. */
export async function openAll(context: TestContext, file: string, widths: readonly number[]) {
  const browser = await openChromium(context);
  try {
    const url = pathToFileURL(file).href;
    const pages = [...(await open(browser, url, 'light', widths)), ...(await open(browser, url, 'dark', widths))];
    for (const page of pages) expect(page).toMatchObject({ overflow: 0, broken: 0, said: [], asked: [url] });
    expect(pages.at(-1)?.background).not.toBe(pages[0]?.background);
    return pages;
  } finally {
    await browser.close();
  }
}

/** How many pages a page has in print. */
export async function printedPages(
  context: TestContext,
  file: string,
  format: string,
  landscape = false,
): Promise<number> {
  const browser = await openChromium(context);
  try {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    const pdf = await page.pdf({ format, landscape, printBackground: true });
    return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  } finally {
    await browser.close();
  }
}
