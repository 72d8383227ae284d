import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, unvanish } from '../cli/command.js';
import { writeDigits } from '../cli/digits.js';
import { openChromium } from './chromium.js';

const folder = temporaryFolder();

/** Opens a page as a reader would and notes what it should not do. */
async function open(browser: Browser, url: string, { scheme, width }: { scheme: 'light' | 'dark'; width: number }) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) asked.push(request.url());
  });
  await page.goto(url);
  const facts = (await page.evaluate(`(() => {
    const root = document.documentElement;
    return {
      overflow: root.scrollWidth - root.clientWidth,
      heading: document.querySelector('h1').textContent,
      background: getComputedStyle(document.body).backgroundColor,
      broken: [...document.images].filter((image) => image.naturalWidth === 0).length,
      images: document.images.length + document.querySelectorAll('svg').length,
      // Columns of sections, by where they begin; a fraction is higher than a line where formulas are typeset.
      columns: new Set([...document.querySelectorAll('section')].map((section) => Math.round(section.getBoundingClientRect().left))).size,
      formulaHeight: document.querySelector('mfrac')?.getBoundingClientRect().height ?? 0,
    };
  })()`)) as {
    overflow: number;
    heading: string;
    background: string;
    broken: number;
    images: number;
    columns: number;
    formulaHeight: number;
  };
  await page.close();
  return { ...facts, said, asked };
}

async function openAll(browser: Browser, file: string, widths: readonly number[]) {
  const url = pathToFileURL(join(folder, file)).href;
  const situations = (['light', 'dark'] as const).flatMap((scheme) => widths.map((width) => ({ scheme, width })));
  const pages = await Promise.all(situations.map((situation) => open(browser, url, situation)));
  for (const page of pages) expect(page).toMatchObject({ overflow: 0, broken: 0, said: [], asked: [url] });
  expect(pages.at(-1)?.background).not.toBe(pages[0]?.background);
  return pages;
}

describe('the report of reproduce boxes', () => {
  it('opens at phone and page width, light and dark, without network, errors or overflow', async (context) => {
    const browser = await openChromium(context);
    try {
      const tiny = ['--boxes', 'earlier', '--samples', '60', '--test-samples', '8', '--epochs', '2', '--quiet'];
      await unvanish(folder, 'reproduce', 'boxes', ...tiny, '--out', 'boxes');
      for (const page of await openAll(browser, 'boxes/report.html', [390, 1280])) {
        expect(page.heading).toContain('Saliency');
        expect(page.images).toBeGreaterThan(8);
      }
    } finally {
      await browser.close();
    }
  });
});

describe('the poster', () => {
  it('has one column on a phone and several on a wide screen, and formulas that the browser typesets', async (context) => {
    const browser = await openChromium(context);
    try {
      writeDigits(join(folder, 'digits'), { training: 300, test: 70 });
      const tiny = ['--samples', '60', '--test-samples', '8', '--epochs', '2', '--digits', '300', '--mnist', 'digits'];
      await unvanish(folder, 'reproduce', 'poster', '--quick', ...tiny, '--quiet', '--out', 'poster');
      const pages = await openAll(browser, 'poster/report.html', [390, 820, 1440, 2200]);
      expect(pages.map(({ columns }) => columns)).toEqual([1, 1, 3, 4, 1, 1, 3, 4]);
      for (const page of pages) {
        expect(page.images).toBeGreaterThan(40);
        expect(page.formulaHeight).toBeGreaterThan(25);
      }
    } finally {
      await browser.close();
    }
  });
});
